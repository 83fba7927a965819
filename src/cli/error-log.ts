import type { Log } from '../kernel/log';

const silent = (): void => undefined;
const tell = (message: string, fields: object = {}): void => {
  console.error(`${message} ${JSON.stringify(fields)}`);
};

/** What goes wrong on the way, on standard error: standard output is the command's answer. */
export const errorLog: Log = { debug: silent, info: silent, warn: tell, error: tell };
