import { ConfigError } from '../config/environment';
import type { Config } from '../config';
import { messageOf } from '../kernel/errors';

/** What SQLite and the file system say when a folder or a disk is not as it has to be. */
const OF_FOLDER =
  /^(SQLITE_(CANTOPEN|CORRUPT|FULL|IOERR|NOTADB|PERM|READONLY)\w*|E(ACCES|DQUOT|EXIST|FBIG|IO|ISDIR|LOOP|MFILE|NAMETOOLONG|NFILE|NOENT|NOSPC|NOTDIR|PERM|ROFS))$/;
const OF_PORT: ReadonlySet<string> = new Set(['EADDRINUSE', 'EACCES']);
const OF_LISTENING: ReadonlySet<string> = new Set(['getaddrinfo', 'listen', 'bind']);

/** Blames the setting that names what failed, where its operator can mend that; what is our fault stays what it was. */
export function blamed(error: unknown, { dataDir }: Pick<Config, 'dataDir'>): unknown {
  if (!(error instanceof Error)) return error;
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  if (OF_LISTENING.has(syscall)) return cannotBeUsed(OF_PORT.has(code) ? 'PORT' : 'HOST', error.message);
  if (OF_FOLDER.test(code)) return cannotBeUsed('DATA_DIR', `${error.message} (${dataDir})`);
  return error;
}

/** Opens what is behind a URL, whose password no message may hold. @throws ConfigError */
export async function openedFrom<T>(variable: string, url: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (isOurFault(error)) throw error;
    throw cannotBeUsed(variable, withoutSecrets(messageOf(error), url));
  }
}

/** By name: an error that comes from another thread has lost its class. */
const TOLD: ReadonlySet<string> = new Set(['ConfigError', 'DomainError', 'InvalidRequest', 'NotFound', 'WrongInput']);

/** One clear line for what the operator can mend, the stack for what is our fault. */
export const lastWords = (error: unknown): string =>
  error instanceof Error && !TOLD.has(error.name) ? String(error.stack) : messageOf(error);

/** A setting that is as it should be, of something that is not. */
export class CannotBeUsed extends ConfigError {}

const cannotBeUsed = (variable: string, message: string): ConfigError =>
  new CannotBeUsed(variable, `cannot be used: ${message.replace(/\s+/g, ' ').trim()}`);

/** Node's own errors about what it was given have a code, as a URL that is none; a slip of ours has not. */
const isOurFault = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) && !('code' in error);

function withoutSecrets(message: string, url: string): string {
  const password = /^[^/]*\/\/[^:@]*:(.*)@/.exec(url)?.[1] ?? '';
  const options = [...url.matchAll(/[?&][^=&]*(?:password|secret|token)[^=&]*=([^&]*)/gi)].map(([, value]) => value);
  // a driver that takes a URL apart at the wrong place tells pieces of it
  const pieces = [password, ...password.split(/[^\w%]/), ...options].flatMap((piece = '') => [piece, decoded(piece)]);
  return pieces.filter((piece) => piece.length > 2).reduce((text, piece) => text.replaceAll(piece, '***'), message);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
