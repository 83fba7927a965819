import { pino } from 'pino';
import type { Log } from '../kernel/log';
import type { LogLevel } from '../config';

/** JSON lines on standard output. */
export function createLog(level: LogLevel): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const at =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: object = {}): void => {
      logger[method](fields, message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
