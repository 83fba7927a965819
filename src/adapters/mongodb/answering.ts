import {
  MongoClientClosedError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import { answering } from '../../ports/availability';

const SILENCES = [
  MongoClientClosedError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
];
/** What a server says of itself that is no primary any more, stops, or has too much to do. */
const PASSING = [MongoErrorLabel.RetryableWriteError, MongoErrorLabel.RetryableError];

/** What the system says of a socket; the driver hands on as it is what a write to one that is gone meets. */
const isOfSocket = (error: unknown): boolean => typeof error === 'object' && error !== null && 'syscall' in error;

const isSilence = (error: unknown): boolean =>
  isOfSocket(error) ||
  SILENCES.some((Silence) => error instanceof Silence) ||
  (error instanceof MongoError && PASSING.some((label) => error.hasErrorLabel(label)));

/** @throws StoreUnavailable */
export const answered = <T>(call: () => Promise<T>): Promise<T> => answering('read store', isSilence, call);
