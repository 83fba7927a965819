import { ConfigError } from '../../src/config/environment';
import { DomainError } from '../../src/kernel/errors';
import { blamed, lastWords, openedFrom } from '../../src/assembly/operator-errors';

const DATA_DIR = { dataDir: '/data' };
const saying = (message: string, fields: object = {}): Error => Object.assign(new Error(message), fields);

describe('what a boot ends with', () => {
  it.each([
    ['getaddrinfo ENOTFOUND nowhere', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'HOST'],
    ['listen EADDRNOTAVAIL: 192.0.2.1', { code: 'EADDRNOTAVAIL', syscall: 'listen' }, 'HOST'],
    ['listen EADDRINUSE: 127.0.0.1:80', { code: 'EADDRINUSE', syscall: 'listen' }, 'PORT'],
    ['listen EACCES: 127.0.0.1:80', { code: 'EACCES', syscall: 'listen' }, 'PORT'],
  ])('%s is one line that blames what is listened on', (message, fields, variable) => {
    expect(lastWords(blamed(saying(message, fields), DATA_DIR))).toBe(`${variable} cannot be used: ${message}`);
  });

  it.each([
    'EACCES',
    'EROFS',
    'ENOSPC',
    'ENOTDIR',
    'SQLITE_FULL',
    'SQLITE_READONLY',
    'SQLITE_READONLY_DIRECTORY',
    'SQLITE_CANTOPEN',
    'SQLITE_NOTADB',
    'SQLITE_IOERR_WRITE',
  ])('%s is one line that blames the data folder', (code) => {
    const line = 'DATA_DIR cannot be used: it says why (/data)';
    expect(lastWords(blamed(saying('it says\nwhy', { code }), DATA_DIR))).toBe(line);
  });

  it.each([new ConfigError('PORT', 'is odd'), new DomainError('data_folder_in_use', 'the folder is in use')])(
    '%s is one line',
    (error) => {
      expect(lastWords(blamed(error, DATA_DIR))).toBe(error.message);
    },
  );

  it.each([new TypeError('x is no function'), saying('no such column', { code: 'SQLITE_ERROR' }), saying('odd')])(
    '%s keeps its stack, as a fault of ours',
    (error) => {
      expect(lastWords(blamed(error, DATA_DIR))).toBe(error.stack);
    },
  );
});

describe('what is behind a URL', () => {
  const opening = (url: string, error: Error): Promise<unknown> =>
    openedFrom('MONGODB_URL', url, () => Promise.reject(error));

  it('is blamed with its setting', async () => {
    await expect(opening('mongodb://a', saying('no answer'))).rejects.toThrow('MONGODB_URL cannot be used: no answer');
  });

  it.each([
    ['mongodb://user:hidden@a/db', 'hidden'],
    ['mongodb://user:hid%21den@a', 'hid%21den hid!den'],
    ['mongodb://user:hidden:@secret/@a', 'hidden secret'],
    ['mongodb://user:hidden/secret?x#y@a', 'hidden secret'],
    ['mongodb://a/?proxyPassword=hidden&x=1', 'hidden'],
    ['mongodb://a/?authMechanismProperties=AWS_SESSION_TOKEN:x&token=hidden', 'hidden'],
  ])('is blamed without the secrets of its URL: %s', async (url, secrets) => {
    const message = await opening(url, saying(`${url} is wrong: ${secrets}`)).catch(lastWords);
    for (const secret of secrets.split(' ')) expect(message).not.toContain(secret);
    expect(message).toContain('is wrong');
  });

  it('is not blamed for a fault of ours', async () => {
    await expect(opening('mongodb://a', new TypeError('x is no function'))).rejects.toThrow(TypeError);
  });
});
