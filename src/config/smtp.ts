import { isIP } from 'node:net';
import { ConfigError, given } from './environment';
import type { Environment } from './environment';

/** Where emails are handed over. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `smtps`: TLS from the first byte. `starttls`: nothing goes before it. `none`: only where the URL says so. */
  readonly tls: 'smtps' | 'starttls' | 'none';
  /** Null: it takes mail from anybody who reaches it. */
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Connections at a time. */
  readonly connections: number;
}

const SHAPE =
  'must be like smtps://user:password@mail.example.com:465, user and password percent-encoded, with ignoreTLS=true (of smtp://) and connections=1 to 50 as its only options';
const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const PORTS = { 'smtps:': 465, 'smtp:': 587 } as const;
const STANDARD_CONNECTIONS = 5;

/** Null when there is none. @throws ConfigError that doesn't hold the URL */
export function smtpServer(env: Environment, variable: string): SmtpServer | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  const server = parseSmtpUrl(text);
  if (server === null) throw new ConfigError(variable, SHAPE);
  return server;
}

function parseSmtpUrl(text: string): SmtpServer | null {
  if (!/^[\x21-\x7e]{1,2000}$/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, pathname, hash } = url;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return null;
  if (!['', '/'].includes(pathname) || hash !== '' || !(HOST_NAME.test(host) || isIP(host) !== 0)) return null;
  const [login, options] = [loginOf(url), optionsOf(url)];
  if (login === undefined || options === null || (protocol === 'smtps:' && options.ignoreTls)) return null;
  return {
    host,
    port: url.port === '' ? PORTS[protocol] : Number(url.port),
    tls: protocol === 'smtps:' ? 'smtps' : options.ignoreTls ? 'none' : 'starttls',
    login,
    connections: options.connections,
  };
}

/** Undefined when it is not to be read. */
function loginOf({ username, password }: URL): SmtpServer['login'] | undefined {
  if (username === '' && password === '') return null;
  try {
    const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    return login.user === '' || login.password === '' ? undefined : login;
  } catch {
    return undefined;
  }
}

function optionsOf({ searchParams }: URL): { readonly ignoreTls: boolean; readonly connections: number } | null {
  const given = [...searchParams];
  if (new Set(given.map(([name]) => name)).size < given.length) return null;
  if (!given.every(([name]) => name === 'ignoreTLS' || name === 'connections')) return null;
  const ignoreTls = searchParams.get('ignoreTLS') ?? 'false';
  const connections = searchParams.get('connections') ?? String(STANDARD_CONNECTIONS);
  if (!['true', 'false'].includes(ignoreTls) || !/^(?:[1-9]|[1-4]\d|50)$/.test(connections)) return null;
  return { ignoreTls: ignoreTls === 'true', connections: Number(connections) };
}
