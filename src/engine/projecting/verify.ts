import type { DomainEvent } from '../../domain/events';
import { isoTime } from '../../kernel/clock';
import type { Clock } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START, positionToBigInt } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { ReadModel, ReadStore } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { ModelComparison } from './compare';
import type { Comparison } from './compare';
import { pagesBetween } from './key-folding';
import type { WholeLog } from './key-folding';
import type { FoldFailure } from './fold-failure';
import { Projector } from './projector';
import { LogPlaces } from './same-log';

/** What verifying found. */
export interface Verified extends Comparison {
  /** At which the read model was compared with the log, and when; ISO 8601. */
  readonly position: Position;
  readonly at: string;
  /** Why the checkpoint is not one of this log, null when it is; then no document was compared. */
  readonly checkpoint: string | null;
}

export type VerifyingPhase = 'folding' | 'comparing';

/** Told how far it is: places of the log that are folded, or documents that are compared. What it throws ends verifying. */
export type TellVerifying = (phase: VerifyingPhase, done: number, total: number) => Promise<void>;

export interface ToVerify {
  readonly log: WholeLog;
  readonly codec: EventCodec;
  readonly projection: Projection<object, DomainEvent>;
  /** What is to be the fold of the log; it may be folded on meanwhile. */
  readonly live: ReadModel;
  readonly clock: Clock;
}

const NO_DOCUMENTS: Comparison = { documents: 0, different: 0, missing: 0, extra: 0, damaged: 0, differences: [] };

/** How often the recomputed documents follow the live ones before they are compared, so that few of these are further. */
const FOLLOWING = 3;

/**
 * Folds the log anew, and compares what it makes with what stands, document by document, while the service works.
 *
 * @param scratch an empty store, for the recomputed documents
 * @throws DomainError `cannot_fold` when the log cannot be folded that far; `read_model_replaced` when the read model was
 *         cleared meanwhile
 */
export async function verify(asked: ToVerify, scratch: ReadStore, tell: TellVerifying): Promise<Verified> {
  const { log, codec, projection, live, clock } = asked;
  const at = (): string => isoTime(clock.now());
  const { position: first, ...rest } = await live.checkpoint();
  const places = await LogPlaces.of(log);
  const reason = await places.difference({ position: first, ...rest });
  if (reason !== null) return { ...NO_DOCUMENTS, position: first, at: at(), checkpoint: reason };
  const recomputed = await scratch.open({ ...projection, indexes: {} });
  const position = await recompute(asked, scratch, tell);
  const total = await live.count();
  const compared = await ModelComparison.of(log, projection, codec, recomputed, live, (done) => {
    return tell('comparing', Math.min(done, total), total);
  });
  if ((await live.checkpoint()).position < position)
    throw new DomainError('read_model_replaced', `the read model ${projection.name} was folded anew meanwhile`);
  return { ...compared, position, at: at(), checkpoint: null };
}

/** Folds the log up to where the live read model is. */
async function recompute(
  { log, codec, projection, live, clock }: ToVerify,
  scratch: ReadStore,
  tell: TellVerifying,
): Promise<Position> {
  let met: readonly FoldFailure[] = [];
  const folded = [{ ...projection, indexes: {} }];
  const projector = await Projector.open(log, scratch, folded, codec, clock, UNHEARD, ({ failures }) => {
    met = failures;
  });
  let position = START;
  for (let i = 0; i < FOLLOWING; i++) {
    const { position: upTo } = await live.checkpoint();
    for await (const page of pagesBetween(log, position, upTo)) {
      await projector.fold(page, page.caughtUp || page.next >= upTo);
      if (met[0] !== undefined) throw cannotFold(met[0]);
      await tell('folding', placesOf(page.next), placesOf(upTo));
    }
    position = upTo;
  }
  return position;
}

export const placesOf = (position: Position): number => Math.max(0, Number(positionToBigInt(position)));

/** What happens to a scratch copy is told by what comes of it. */
const UNHEARD: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function cannotFold({ projection, stream, revision, position, error }: FoldFailure): DomainError {
  const place = { projection, stream, revision, position };
  return new DomainError('cannot_fold', `${projection} cannot fold revision ${revision} of ${stream}: ${error}`, place);
}
