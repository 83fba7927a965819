import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

const TOP = path.join(__dirname, '..');

/**
 * room:        a folder of src, each adapter by itself, or projections
 * composition: the files beside the rooms in src, which put the service together and may import everything
 *
 * The rooms that each room may import besides itself.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  ports: ['kernel'],
  domain: ['kernel'],
  projections: ['kernel', 'domain'],
  engine: ['kernel', 'ports', 'domain', 'projections'],
  commands: ['kernel', 'domain', 'engine'],
  queries: ['kernel', 'ports', 'domain', 'projections', 'engine'],
  'adapters/sqlite': ['kernel', 'ports'],
  'adapters/eventstoredb': ['kernel', 'ports'],
  'adapters/mongodb': ['kernel', 'ports'],
  'adapters/outbox': ['kernel', 'ports'],
  sample: ['kernel', 'domain', 'engine', 'commands'],
  http: ['kernel', 'ports', 'domain', 'projections', 'engine', 'commands', 'queries', 'sample', 'composition'],
  cli: ['kernel', 'ports', 'engine', 'adapters/sqlite', 'composition'],
};

/** The packages that each room may import; `node` stands for what may touch the machine. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: ['node:crypto'],
  ports: [],
  domain: ['liquidjs', 'temporal-polyfill', 'node:net', 'node:util'],
  projections: ['temporal-polyfill'],
  engine: ['node:crypto'],
  commands: ['@nestjs/cqrs'],
  queries: ['@nestjs/cqrs', '@nestjs/common'],
  'adapters/sqlite': ['better-sqlite3', 'node'],
  'adapters/eventstoredb': ['@eventstore/db-client'],
  'adapters/mongodb': ['mongodb'],
  'adapters/outbox': [],
  sample: ['@nestjs/cqrs'],
  http: ['@nestjs', 'class-transformer', 'class-validator', 'fastify', 'rxjs', 'node'],
  cli: ['node'],
};

/** What would let a decision or a fold depend on more than its arguments. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bprocess\.|\bconsole\.|\bawait\b/;
const PURE = ['domain', 'projections'];

const LONGEST = 250;

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
  return room === 'adapters' ? `${room}/${inner}` : room;
}

const isOurs = (name: string): boolean => name.startsWith('.');
const target = (file: string, name: string): string => `${path.join(path.dirname(file), name)}.ts`;
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
        .filter((name) => (isOurs(name) ? !mayImport(room, roomOf(target(file, name))) : !mayUse(room, name)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(inRoom.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  const mayImport = (room: string, other: string): boolean => other === room || ROOMS[room]?.includes(other) === true;
  const mayUse = (room: string, name: string): boolean =>
    PACKAGES[room]?.some(
      (allowed) => name === allowed || name.startsWith(`${allowed}/`) || (allowed === 'node' && isNode(name)),
    ) === true;

  it('do not import each other in a circle, file by file', () => {
    const importsOf = new Map(
      sources.map(({ file, imports }) => [file, imports.filter(isOurs).map((name) => target(file, name))]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
      if (way.includes(file) || done.has(file)) return;
      for (const next of importsOf.get(file) ?? []) visit(next, [...way, file]);
      done.add(file);
    };
    for (const file of importsOf.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it.each(PURE)('%s depends on nothing but its arguments', (room) => {
    const impure = sources.filter((source) => source.room === room && IMPURE.test(source.text));
    expect(impure.map(({ file }) => file)).toEqual([]);
  });

  it(`have no file of more than ${LONGEST} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length > LONGEST + 1);
    expect(long.map(({ file }) => file)).toEqual([]);
  });
});
