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

const isSilence = (error: unknown): boolean =>
  SILENCES.some((Silence) => error instanceof Silence) ||
  (error instanceof MongoError && PASSING.some((label) => error.hasErrorLabel(label)));

/** @throws StoreUnavailable */
export const answered = <T>(call: () => Promise<T>): Promise<T> => answering('read store', isSilence, call);
