import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Projection, ReadModelShape } from '../../kernel/projection';
import { isOutage } from '../../ports/availability';
import type { ReadStore } from '../../ports/read-store';
import { EventCodec } from '../deciding/event-codec';
import { firstCopy, shapeOf } from './copies';
import { servedCopies } from './copy-registry';
import type { WholeLog } from './key-folding';
import { repair } from './repair';
import { HEARD_MS } from './repair-watch';
import { Verifications } from './verifications';
import type { Verification } from './verifications';
import { verify } from './verify';
import type { TellVerifying, VerifyingPhase } from './verify';

/** How often it is told how far it is, in milliseconds. */
const BEAT_MS = 1_000;

/** Verifies a read model, or repairs a document of it, and tells in the registry how far it is and what came of it. */
export class VerifyWork {
  private readonly registry: Verifications;

  /**
   * @param signal ends what is under way
   * @param openScratch an empty store for the recomputed documents
   */
  constructor(
    private readonly events: WholeLog,
    private readonly reads: ReadStore,
    private readonly openScratch: () => ReadStore,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly signal: AbortSignal,
  ) {
    this.registry = new Verifications(reads, clock);
  }

  /** @throws DomainError `verify_running`; StoreUnavailable */
  begin({ name }: Projection, key: string | null): Promise<Verification> {
    return this.registry.begin(name, key);
  }

  /** To its end, whatever it is, once it has begun. */
  async run(projection: Projection<object, DomainEvent>, key: string | null): Promise<void> {
    const { name } = projection;
    try {
      await this.registry.end(name, await this.outcome(projection, key));
    } catch (error) {
      const failure = this.failureOf(error, name);
      try {
        await this.registry.end(name, { failure });
      } catch (last) {
        this.log.warn('what came of verifying could not be told', { projection: name, error: messageOf(last) });
      }
    }
  }

  private async outcome(
    projection: Projection<object, DomainEvent>,
    key: string | null,
  ): Promise<Partial<Pick<Verification, 'last' | 'repaired'>>> {
    const { events: log, reads, clock } = this;
    const live = await reads.open(await this.servedShape(projection));
    const asked = { log, codec: new EventCodec(), projection, live, clock };
    const tell = this.beating(projection.name);
    if (key !== null) {
      await clock.sleep(HEARD_MS, this.signal);
      return { repaired: { ...(await repair(asked, reads, key, tell)), at: isoTime(clock.now()) } };
    }
    const scratch = this.openScratch();
    try {
      return { last: await verify(asked, scratch, tell) };
    } finally {
      await scratch.close();
    }
  }

  /** @throws DomainError `other_version` when documents answer that this software knows no fold of */
  private async servedShape(projection: Projection): Promise<ReadModelShape> {
    const copy = (await servedCopies(this.reads, [projection])).get(projection.name) ?? firstCopy(projection);
    if (copy.version === projection.version) return shapeOf(projection.name, copy);
    throw new DomainError(
      'other_version',
      `version ${copy.version} answers until version ${projection.version} is built`,
    );
  }

  /** Tells now and then how far it is, and lets others have their turn. */
  private beating(projection: string): TellVerifying {
    let last = { phase: 'folding' as VerifyingPhase, done: 0, at: this.clock.monotonic() };
    return async (phase, done, total) => {
      await this.clock.sleep(0);
      if (this.signal.aborted) throw new DomainError('interrupted', 'the process that did it was stopped');
      const at = this.clock.monotonic();
      if (phase !== last.phase) last = { phase, done, at };
      if (at - last.at < BEAT_MS) return;
      const rate = Math.round(((done - last.done) * 1_000) / (at - last.at));
      last = { phase, done, at };
      await this.registry.tell(projection, { phase, done, total, rate });
    };
  }

  private failureOf(error: unknown, projection: string): NonNullable<Verification['failure']> {
    const at = isoTime(this.clock.now());
    if (error instanceof DomainError) return { code: error.code, error: error.message, at };
    if (isOutage(error)) return { code: 'store_unavailable', error: messageOf(error), at };
    this.log.error('verifying failed', { projection, error: messageOf(error) });
    return { code: 'verify_failed', error: 'verifying failed; the log of the service says why', at };
  }
}
