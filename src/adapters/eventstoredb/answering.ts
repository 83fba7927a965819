import { answering } from '../../ports/availability';
import { TimedOut } from './patience';

/** gRPC: cancelled, unknown, deadline exceeded, permission denied, resource exhausted, aborted, internal, unavailable, unauthenticated. */
const SILENCES: ReadonlySet<unknown> = new Set([1, 2, 4, 7, 8, 10, 13, 14, 16]);
/** What the driver says, without a code, while it finds no node of a cluster. */
const NO_NODE = /^Failed to discover/;

/** Whatever is no answer of a server that does its work. */
const isSilence = (error: unknown): boolean =>
  error instanceof TimedOut ||
  (error instanceof Error && (('code' in error && SILENCES.has(error.code)) || NO_NODE.test(error.message)));

/** @throws StoreUnavailable */
export const answered = <T>(call: () => Promise<T>): Promise<T> => answering('event store', isSilence, call);
