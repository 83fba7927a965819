import {
  MongoClientClosedError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNetworkTimeoutError,
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

/**
 * How long a call may take, in milliseconds. Each of its commands has a limit of the driver's, but a connection that closes
 * just as a command is written to it is waited for without end (driver 7.9). A write that comes about later all the same does
 * no harm: it is one that was overtaken.
 */
const CALL_MS = 15_000;
export const WRITE_MS = 90_000;

/** @throws StoreUnavailable */
export const answered = <T>(call: () => Promise<T>, withinMs = CALL_MS): Promise<T> =>
  answering('read store', isSilence, () => within(withinMs, call));

async function within<T>(ms: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new MongoNetworkTimeoutError(`no answer came within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([call(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
