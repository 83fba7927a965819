import { pino } from 'pino';
import type { LogLevel } from '../config';
import type { Log } from '../kernel/log';
import { standardOutput } from './standard-output';

/** JSON lines on standard output. What cannot be written there is dropped, and holds up nobody. */
export function createLog(level: LogLevel): Log {
  const timestamp = pino.stdTimeFunctions.isoTime;
  const output = standardOutput((dropped) => {
    logger.warn({ dropped }, 'log lines could not be written and were dropped');
  });
  const logger = pino({ level, base: null, timestamp }, output);
  const at =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: object = {}): void => {
      logger[method](fields, message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
