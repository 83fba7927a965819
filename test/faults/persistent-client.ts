import { newId } from '../../src/kernel/ids';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How long it waits for an answer, in milliseconds. */
const PATIENCE_MS = 5_000;

/** A client that does not give up: what had no answer is asked again, a command under the same Idempotency-Key. */
export class PersistentClient {
  /** How many requests had no answer. */
  lost = 0;
  /** Why the last of them had none. */
  lastLoss: unknown = null;
  /** How many commands were acknowledged. */
  acknowledged = 0;

  /** @param address of a service that listens; asked before every attempt, and may wait until there is one */
  constructor(
    private readonly address: () => Promise<string>,
    private readonly key: string,
  ) {}

  async get(path: string): Promise<Answer> {
    return this.request('GET', path, {});
  }

  /** Whatever is answered; asked again where nothing was. */
  async post(path: string): Promise<Answer> {
    return this.request('POST', path, {});
  }

  /** @throws Error when it is refused: nothing that the tests ask for should be */
  async command(method: 'POST' | 'PUT', path: string, body?: object): Promise<Answer['body']> {
    const answer = await this.request(method, path, {
      headers: { 'idempotency-key': newId(), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 400) throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer.body)}`);
    this.acknowledged += 1;
    return answer.body;
  }

  private async request(method: string, path: string, { headers, ...init }: RequestInit): Promise<Answer> {
    for (;;) {
      const answer = await this.attempt(await this.address(), method, path, {
        ...init,
        headers: { authorization: `Bearer ${this.key}`, ...(headers as Record<string, string>) },
      });
      if (answer !== null) return answer;
      this.lost += 1;
    }
  }

  /** Null when there was no answer, or one that says to ask again. */
  private async attempt(address: string, method: string, path: string, init: RequestInit): Promise<Answer | null> {
    try {
      const response = await fetch(`${address}${path}`, { ...init, method, signal: AbortSignal.timeout(PATIENCE_MS) });
      const body = (await response.json()) as Answer['body'];
      return response.status === 503 ? null : { status: response.status, body };
    } catch (error) {
      this.lastLoss = error;
      return null;
    }
  }
}
