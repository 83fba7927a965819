import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

const TOP = path.join(__dirname, '..');

/** What a resource of the API may import: what it is answered with, and what serves all of them. */
const RESOURCE = ['kernel', 'domain', 'commands', 'queries', 'http/access', 'http/input', 'http/openapi'];
const WEB = ['@nestjs', 'class-transformer', 'class-validator', 'fastify', 'reflect-metadata', 'rxjs', 'node'];

/**
 * room: a folder of src, each adapter and each folder of engine and http by itself, or projections; `composition` are the
 *       files beside the rooms in src, which put the service together and may import everything
 *
 * The rooms that each room may import besides itself. A room comes after those that it imports, so there is no circle.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  'domain/effect': ['kernel'],
  config: ['kernel', 'domain/effect'],
  ports: ['kernel', 'domain/effect'],
  domain: ['kernel', 'domain/effect'],
  projections: ['kernel', 'domain', 'domain/effect'],
  'adapters/sqlite': ['kernel', 'ports'],
  'adapters/eventstoredb': ['kernel', 'ports'],
  'adapters/mongodb': ['kernel', 'ports'],
  'adapters/availability': ['kernel', 'ports'],
  'adapters/prometheus': ['kernel', 'ports', 'domain/effect'],
  'adapters/outbox': ['kernel', 'ports', 'domain/effect'],
  'adapters/names': [],
  'adapters/sms': ['kernel', 'config', 'ports', 'domain/effect', 'adapters/names'],
  'adapters/smtp': ['kernel', 'config', 'ports', 'domain/effect'],
  'adapters/webhook': ['kernel', 'ports', 'domain/effect', 'adapters/names'],
  'engine/deciding': ['kernel', 'ports', 'domain', 'domain/effect'],
  'engine/projecting': ['kernel', 'ports', 'domain', 'projections', 'engine/deciding'],
  'engine/sending': ['kernel', 'ports', 'domain', 'domain/effect', 'engine/deciding'],
  'engine/running': ['kernel', 'ports', 'domain', 'domain/effect', 'engine/deciding', 'engine/sending'],
  'engine/enrolling': ['kernel', 'ports', 'domain', 'domain/effect', 'engine/deciding', 'engine/running'],
  'engine/due-work': [
    'kernel',
    'ports',
    'domain',
    'projections',
    'engine/deciding',
    'engine/projecting',
    'engine/running',
    'engine/enrolling',
  ],
  'engine/auditing': ['kernel', 'ports', 'domain', 'engine/deciding'],
  'engine/diagnosing': [
    'kernel',
    'ports',
    'domain',
    'domain/effect',
    'projections',
    'engine/deciding',
    'engine/projecting',
    'engine/due-work',
  ],
  commands: ['kernel', 'ports', 'domain', 'domain/effect', 'projections', 'engine/*'],
  queries: ['kernel', 'ports', 'domain', 'domain/effect', 'projections', 'engine/*'],
  sample: ['kernel', 'domain', 'commands', 'queries'],
  assembly: [
    'kernel',
    'ports',
    'domain',
    'domain/effect',
    'projections',
    'engine/*',
    'adapters/*',
    'sample',
    'config',
    'composition',
  ],
  cli: [
    'kernel',
    'config',
    'ports',
    'domain',
    'projections',
    'engine/auditing',
    'assembly',
    'queries',
    'adapters/sqlite',
    'composition',
  ],
  'http/openapi': ['kernel', 'domain', 'domain/effect', 'projections', 'engine/projecting', 'queries'],
  'http/output': ['kernel', 'ports', 'http/openapi'],
  'http/access': ['kernel', 'config'],
  'http/server': ['kernel', 'http/access', 'http/output'],
  'http/input': [
    'http/openapi',
    'kernel',
    'domain',
    'engine/deciding',
    'engine/projecting',
    'http/access',
    'http/output',
  ],
  'http/workflows': [...RESOURCE, 'composition', 'projections'],
  'http/runs': [...RESOURCE, 'domain/effect', 'projections', 'http/output'],
  'http/events': RESOURCE,
  'http/unsubscribe': RESOURCE,
  'http/contacts': RESOURCE,
  'http/settings': RESOURCE,
  'http/session': [...RESOURCE, 'config'],
  'http/reminders': [...RESOURCE, 'projections'],
  'http/outbox': [...RESOURCE, 'composition', 'domain/effect'],
  'http/admin': [...RESOURCE, 'http/output'],
  'http/audit': RESOURCE,
  'http/hooks': [...RESOURCE, 'composition', 'projections', 'http/events', 'http/output', 'http/server'],
  'http/engine': RESOURCE,
  'http/metrics': [...RESOURCE, 'ports'],
  'http/providers': [...RESOURCE, 'ports'],
  'http/health': [...RESOURCE, 'composition', 'domain/effect'],
  'http/console': ['kernel', 'http/access'],
  'http/documentation': ['assembly', 'composition', 'http/access', 'http/input', 'http/openapi'],
  http: ['kernel', 'http/*'],
};

/** The packages that each room may import; `node` stands for what may touch the machine. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: ['node:crypto'],
  config: ['node:net'],
  domain: ['libphonenumber-js/min', 'liquidjs', 'temporal-polyfill', 'node:util'],
  'domain/effect': ['node:crypto', 'node:net', 'node:url'],
  commands: ['@nestjs/cqrs', '@nestjs/common'],
  queries: ['@nestjs/cqrs', '@nestjs/common', 'rxjs', 'temporal-polyfill'],
  'engine/auditing': ['node:crypto', 'node:timers/promises'],
  'adapters/sqlite': ['better-sqlite3', 'node'],
  'adapters/eventstoredb': ['@eventstore/db-client', 'node:events', 'node:stream'],
  'adapters/mongodb': ['mongodb'],
  'adapters/prometheus': ['prom-client'],
  'adapters/names': ['node'],
  'adapters/sms': ['undici', 'node'],
  'adapters/smtp': ['nodemailer', 'html-to-text', 'node'],
  'adapters/webhook': ['undici', 'node'],
  sample: ['@nestjs/cqrs'],
  assembly: ['pino', 'node'],
  cli: ['commander', 'node'],
  ...Object.fromEntries(Object.keys(ROOMS).flatMap((room) => (/^http/.test(room) ? [[room, WEB]] : []))),
};

/** What would let a decision or a fold depend on more than its arguments. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bprocess\.|\bconsole\.|\bawait\b/;
const PURE = ['domain', 'projections'];

/** Lines of a file, and of a function. */
const LONGEST = 250;
const LONGEST_FUNCTION = 60;

interface Source {
  readonly file: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['src', 'projections']
  .flatMap((folder) =>
    readdirSync(path.join(TOP, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(path.join(TOP, file), 'utf8');
    const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    return { file, room: roomOf(file), text, imports };
  });

function roomOf(file: string): string {
  const [top = '', room = '', inner = ''] = file.split(path.sep);
  if (top === 'projections') return top;
  if (room.endsWith('.ts')) return 'composition';
  const nested = `${room}/${inner}`;
  return nested in ROOMS ? nested : room;
}

const isOurs = (name: string): boolean => name.startsWith('.') && !name.endsWith('.json');
const target = (file: string, name: string): string => `${path.join(path.dirname(file), name.replace(/\.js$/, ''))}.ts`;
const isNode = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(name);

describe('the rooms', () => {
  it('are all known', () => {
    const rooms = new Set(sources.map(({ room }) => room));
    expect([...rooms].sort()).toEqual(['composition', ...Object.keys(ROOMS)].sort());
  });

  it.each(Object.keys(ROOMS))('%s imports only the rooms and packages it may', (room) => {
    const inRoom = sources.filter((source) => source.room === room);
    const wrong = inRoom.flatMap(({ file, imports }) =>
      imports
        .filter((name) => !name.endsWith('.json'))
        .filter((name) => (isOurs(name) ? !mayImport(room, roomOf(target(file, name))) : !mayUse(room, name)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(inRoom.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  const mayImport = (room: string, other: string): boolean =>
    other === room ||
    ROOMS[room]?.some((allowed) => allowed === other || allowed === `${path.dirname(other)}/*`) === true;
  const mayUse = (room: string, name: string): boolean =>
    PACKAGES[room]?.some(
      (allowed) => name === allowed || name.startsWith(`${allowed}/`) || (allowed === 'node' && isNode(name)),
    ) === true;

  it.each([
    ['file by file', (file: string) => file],
    ['room by room', roomOf],
  ])('do not import each other in a circle, %s', (_, nodeOf) => {
    const importsOf = new Map<string, Set<string>>();
    for (const { file, imports } of sources) {
      const from = nodeOf(file);
      const known = importsOf.get(from) ?? new Set();
      for (const name of imports.filter(isOurs)) known.add(nodeOf(target(file, name)));
      known.delete(from);
      importsOf.set(from, known);
    }
    importsOf.delete('composition'); // it is no room: it puts them together
    expect(circlesIn(importsOf)).toEqual([]);
  });

  it.each(PURE)('%s depends on nothing but its arguments', (room) => {
    const impure = sources.filter((source) => source.room === room && IMPURE.test(source.text));
    expect(impure.map(({ file }) => file)).toEqual([]);
  });

  it(`have no file of more than ${LONGEST} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length > LONGEST + 1);
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it(`have no function of more than ${LONGEST_FUNCTION} lines`, () => {
    expect(sources.flatMap(({ file, text }) => longFunctions(file, text))).toEqual([]);
  });
});

function longFunctions(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  const long: string[] = [];
  const visit = (node: ts.Node): void => {
    const first = lineOf(node.getStart());
    if (ts.isFunctionLike(node) && lineOf(node.end) - first >= LONGEST_FUNCTION) long.push(`${file}:${first + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return long;
}

function circlesIn(importsOf: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, way: readonly string[]): void => {
    if (way.includes(node)) circles.push([...way.slice(way.indexOf(node)), node].join(' > '));
    if (way.includes(node) || done.has(node)) return;
    for (const next of importsOf.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of importsOf.keys()) visit(node, []);
  return circles;
}
