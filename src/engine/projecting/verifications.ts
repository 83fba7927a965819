import { projections } from '../../../projections/all';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import type { ReadStore } from '../../ports/read-store';
import type { Repaired } from './repair';
import { RECORDS } from './repair-watch';
import type { Repairs } from './repair-watch';
import type { Verified, VerifyingPhase } from './verify';

/** A read model that is being verified, or one of its documents repaired. */
export interface Verifying {
  readonly key: string | null;
  readonly phase: VerifyingPhase;
  /** Places of the log that are folded, or documents that are compared, and how many there are to be; `rate` a second. */
  readonly done: number;
  readonly total: number;
  readonly rate: number;
  readonly startedAt: string;
  /** When whoever does it was last heard of; ISO 8601. */
  readonly heardAt: string;
}

/** What is known of whether a read model is the fold of its log. */
export interface Verification extends Repairs {
  readonly running: Verifying | null;
  /** What was found the last time. */
  readonly last: Verified | null;
  /** The document that was repaired last, and when. */
  readonly repaired: (Repaired & { readonly at: string }) | null;
  /** Why the last one came to no end. */
  readonly failure: { readonly code: string; readonly error: string; readonly at: string } | null;
}

export const NEVER_VERIFIED: Verification = { running: null, repairs: 0, last: null, repaired: null, failure: null };

/** Begins what is then told in the registry. */
export interface Verifier {
  /**
   * @param key of the document that is to be repaired, null: all are compared
   * @throws DomainError `verify_running`
   */
  begin(projection: string, key: string | null): Promise<Verification>;
}

/** Names it where interfaces cannot. */
export const VERIFIER = Symbol('verifier');

export const isReadModel = (name: string): boolean => projections.some((projection) => projection.name === name);

const TRIES = 50;
/** After so many milliseconds of silence whoever did it is gone. */
const SILENCE_MS = 60_000;

/** What is known of each read model, as the read store keeps it for all processes; changed by compare-and-set. */
export class Verifications {
  constructor(
    private readonly store: Pick<ReadStore, 'records' | 'replaceRecord'>,
    private readonly clock: Clock,
  ) {}

  async of(projection: string): Promise<Verification> {
    return (await this.all()).get(projection) ?? NEVER_VERIFIED;
  }

  /** By the projection's name, those of which anything is known. */
  async all(): Promise<ReadonlyMap<string, Verification>> {
    const known = [...(await this.store.records())].filter(([name]) => name.startsWith(RECORDS));
    return new Map(
      known.map(([name, { record }]) => [name.slice(RECORDS.length), this.asOfNow(record as Verification)]),
    );
  }

  /** @throws DomainError `verify_running` */
  begin(projection: string, key: string | null): Promise<Verification> {
    const startedAt = isoTime(this.clock.now());
    const first = { phase: 'folding', done: 0, total: 0, rate: 0, startedAt, heardAt: startedAt } as const;
    return this.change(projection, (now) => {
      const repairs = now.repairs + (key === null ? 0 : 1);
      if (now.running === null) return { ...now, running: { key, ...first }, repairs, failure: null };
      throw new DomainError('verify_running', `${projection} is being verified`, { startedAt: now.running.startedAt });
    });
  }

  tell(projection: string, told: Partial<Verifying>): Promise<Verification> {
    const heardAt = isoTime(this.clock.now());
    return this.change(projection, (now) =>
      now.running === null ? now : { ...now, running: { ...now.running, ...told, heardAt } },
    );
  }

  end(
    projection: string,
    outcome: Partial<Pick<Verification, 'last' | 'repaired' | 'failure'>>,
  ): Promise<Verification> {
    return this.change(projection, (now) => ({ ...now, running: null, ...outcome }));
  }

  private async change(
    projection: string,
    decide: (verification: Verification) => Verification,
  ): Promise<Verification> {
    const name = `${RECORDS}${projection}`;
    for (let tries = 0; tries < TRIES; tries++) {
      const stored = (await this.store.records()).get(name);
      const after = decide(this.asOfNow((stored?.record as Verification | undefined) ?? NEVER_VERIFIED));
      if (await this.store.replaceRecord(name, stored?.revision ?? 0, after)) return after;
    }
    throw new DomainError('version_conflict', `others changed what is known of ${projection} all the while`);
  }

  /** One that a process left behind that was killed is not running any more. */
  private asOfNow(verification: Verification): Verification {
    const { running } = verification;
    if (running === null || this.clock.now() - Date.parse(running.heardAt) < SILENCE_MS) return verification;
    const failure = { code: 'interrupted', error: 'whoever did it fell silent', at: running.heardAt };
    return { ...verification, running: null, failure };
  }
}
