import type { SmtpServer } from '../../config/smtp';
import { Session } from './session';
import type { Trust } from './session';

/** Messages that go through one connection, and how long it may wait for the next one, in milliseconds. */
const MAX_MESSAGES = 100;
const IDLE_MS = 30_000;

interface Idle {
  readonly session: Session;
  readonly sent: number;
  readonly timer: NodeJS.Timeout;
}

/** Connections that are used again while they are good. */
export class Pool {
  private readonly idle: Idle[] = [];

  constructor(
    private readonly server: SmtpServer,
    private readonly trust: Trust,
  ) {}

  /**
   * Works on a session of its own, which is kept for the next one when it went well.
   * @param fresh no connection that was used before
   * @throws SmtpFailure; also when the signal is aborted
   */
  async use<T>(fresh: boolean, signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    const kept = fresh ? undefined : this.takeIdle();
    const session = kept?.session ?? (await Session.open(this.server, this.trust, signal));
    const result = await work(session);
    this.keep(session, (kept?.sent ?? 0) + 1);
    return result;
  }

  close(): void {
    for (const { session, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      session.close();
    }
  }

  private takeIdle(): Idle | undefined {
    for (let kept = this.idle.pop(); kept !== undefined; kept = this.idle.pop()) {
      clearTimeout(kept.timer);
      if (kept.session.isOpen) return kept;
    }
    return undefined;
  }

  private keep(session: Session, sent: number): void {
    if (!session.isOpen) return;
    if (sent >= MAX_MESSAGES) {
      session.close();
      return;
    }
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((one) => one.session === session),
        1,
      );
      session.close();
    }, IDLE_MS);
    this.idle.push({ session, sent, timer: timer.unref() });
  }
}
