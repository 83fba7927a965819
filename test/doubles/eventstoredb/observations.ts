/** What EventStoreDB 24.6.0 answered to its driver, version 6.2.1. */

export type AppendAnswer =
  | { readonly last: bigint; readonly hasPlace: boolean }
  | { readonly type: string; readonly expectedVersion: string | bigint; readonly actualVersion: string | bigint };

interface ObservedAppend {
  /** One letter an event; the same letter is the same id. */
  readonly names: string;
  readonly expected: bigint | 'no_stream';
  readonly answer: AppendAnswer;
}

const stored = (last: bigint): AppendAnswer => ({ last, hasPlace: true });
const conflict = (expectedVersion: bigint | 'no_stream', actualVersion: bigint | 'no_stream'): AppendAnswer => ({
  type: 'wrong-expected-version',
  expectedVersion,
  actualVersion,
});

/** To one stream, one after the other. */
export const APPENDS: readonly ObservedAppend[] = [
  { names: 'x', expected: 0n, answer: conflict(0n, 'no_stream') },
  { names: 'a', expected: 'no_stream', answer: stored(0n) },
  { names: 'a', expected: 'no_stream', answer: stored(0n) },
  { names: 'x', expected: 'no_stream', answer: conflict('no_stream', 0n) },
  { names: 'bcd', expected: 0n, answer: stored(3n) },
  { names: 'bcd', expected: 0n, answer: stored(3n) },
  { names: 'bc', expected: 0n, answer: stored(2n) },
  { names: 'cd', expected: 1n, answer: stored(3n) },
  { names: 'bcdx', expected: 0n, answer: conflict(0n, 3n) },
  { names: 'cbd', expected: 0n, answer: conflict(0n, 3n) },
  { names: 'bcd', expected: 2n, answer: conflict(2n, 3n) },
  { names: 'bcd', expected: 3n, answer: stored(6n) },
  { names: 'a', expected: 'no_stream', answer: stored(0n) },
  { names: 'x', expected: 1n, answer: conflict(1n, 6n) },
  { names: 'x', expected: 99n, answer: conflict(99n, 6n) },
  { names: '', expected: 3n, answer: conflict(3n, 6n) },
  { names: '', expected: 77n, answer: conflict(77n, 6n) },
  { names: 'ee', expected: 6n, answer: stored(8n) },
];

/** The types of the events that are there in the end. */
export const APPENDS_AS_READ = Array.from('abcdbcdee');

export const TOO_LARGE = { type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576 };
export const MISSING = { type: 'stream-not-found' };
export const UNKNOWN_POSITION = {
  type: 'unknown',
  code: 2,
  message: '2 UNKNOWN: Unexpected ReadAllResult: InvalidPosition',
};
export const TOMBSTONED = { type: 'stream-deleted' };
export const DELETED = { appendAfter: { nextExpectedRevision: 2n }, revisionsAfter: [2n] };

export const SHAPE_OF_AN_EVENT = {
  around: ['commitPosition', 'event'],
  itself: ['created', 'data', 'id', 'isJson', 'position', 'revision', 'streamId', 'type'],
};
export const METADATA = { $correlationId: 'c1', $causationId: 'c0', x: 1 };
export const CAUGHT_UP_AND_ENDED = ['confirmation', 'B', 'caughtUp', 'C', 'end', 'close'];

/** What consumers of persistent subscriptions got. */
export const GROUP = {
  exists: { type: 'persistent-subscription-exists', code: 6 },
  missing: { type: 'persistent-subscription-does-not-exist', code: 5 },
  full: { type: 'maximum-subscribers-reached', code: 9 },
  /** Refused to be tried again, then parked, then replayed. */
  refused: [
    { revision: 0n, isLinked: false, retryCount: 0 },
    { revision: 0n, isLinked: false, retryCount: 1 },
    { revision: 0n, isLinked: true, retryCount: 0 },
  ],
  /** By the second consumer, when the first left with both. */
  takenOver: [
    { revision: 0n, isLinked: false, retryCount: 1 },
    { revision: 1n, isLinked: false, retryCount: 1 },
  ],
  /** Never answered for, two retries allowed. */
  timedOut: [0, 1, 2],
};
