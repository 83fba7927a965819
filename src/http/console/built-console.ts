import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { MAIL_FRAME, MAIL_POLICY, NOT_BUILT, PAGES, PAGE_POLICY } from './pages';
import { representation } from './representation';
import type { Coding, Representation } from './representation';

/** What is answered at a path. */
export interface Served {
  /** As Fastify routes it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The most wanted first, the file as it is last. */
  readonly forms: readonly Representation[];
}

/** Media types by the ends of names; other files are not served by their names. */
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

const COMPRESSED: Readonly<Record<string, Coding>> = { '.br': 'br', '.gz': 'gzip' };

/** Where they stand that are named by their hash. */
export const ASSETS = '/assets/';

/** Names whose letters mean nothing to a router. */
const NAME = /^[\w@~-][\w.@~-]*$/;

/** The page is asked for anew each time; what is named by its hash never changes. */
const ASKED_ANEW = { 'cache-control': 'no-cache' };
const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };

/**
 * Everything that a build of the console is served by, in memory: its pages, its assets, and what lies beside the page. Only
 * what is listed here has a path, so no path leads to anything else.
 * @param folder where nothing was built, the pages say so
 */
export function readConsole(folder: string): readonly Served[] {
  const page = file(folder, 'index.html') ?? [representation('identity', Buffer.from(NOT_BUILT))];
  const mail = file(folder, 'mail-frame.html');
  return [
    ...PAGES.map((at) => ({ path: at, headers: pageHeaders(PAGE_POLICY), forms: page })),
    ...(mail === null ? [] : [{ path: MAIL_FRAME, headers: pageHeaders(MAIL_POLICY), forms: mail }]),
    ...filesIn(folder, '/', ASKED_ANEW),
    // the frame of a mail is of no origin, and asks for its script as another site would
    ...filesIn(path.join(folder, 'assets'), ASSETS, { ...FOR_EVER, 'access-control-allow-origin': '*' }),
  ];
}

const pageHeaders = (policy: string) => ({
  ...ASKED_ANEW,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
});

function filesIn(folder: string, at: string, headers: Readonly<Record<string, string>>): readonly Served[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const type = TYPES[path.extname(entry.name)];
    const forms = entry.isFile() && NAME.test(entry.name) ? file(folder, entry.name) : null;
    if (type === undefined || forms === null) return [];
    return [{ path: `${at}${entry.name}`, headers: { ...headers, 'content-type': type }, forms }];
  });
}

/** A file with the compressed forms beside it; null when it is not there. */
function file(folder: string, name: string): readonly Representation[] | null {
  const whole = path.join(folder, name);
  if (!existsSync(whole)) return null;
  const compressed = Object.entries(COMPRESSED).flatMap(([end, coding]) =>
    existsSync(whole + end) ? [representation(coding, readFileSync(whole + end))] : [],
  );
  return [...compressed, representation('identity', readFileSync(whole))];
}
