import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { endsWithTests } from '../../started-by-tests';

const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
/** The minor version of the C library 2 that the engine needs, and where fetch-loader.sh beside this file puts one. */
const GLIBC_MINOR = 38;
const CACHE = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
const FETCHED = process.env['RUNLEDGER_GLIBC'] ?? path.join(CACHE, 'runledger/glibc');

export interface Engine {
  /** The same after it was killed and has started again. */
  readonly url: string;
  stop(): Promise<void>;
}

/** An engine that goes away and comes back when a test says so. */
export class MongoEngine implements Engine {
  private constructor(
    private readonly folder: string,
    private child: EngineProcess,
    readonly url: string,
  ) {}

  /** @throws Error with the reason where it cannot run */
  static async start(): Promise<MongoEngine> {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-mongodb-'));
    const { child, url } = await startIn(folder);
    return new MongoEngine(folder, child, url);
  }

  /** It cannot clean up. */
  async kill(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  /** Over what it had written before it was killed. */
  async startAgain(): Promise<void> {
    this.child = (await startIn(this.folder)).child;
  }

  /** Its connections stay, and nothing is answered. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** However it is. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.thaw();
      this.child.stdin.end();
      await exit;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The ways in which it goes away and comes back. */
export const MONGO_WAYS: readonly (readonly [
  string,
  { goes: (engine: MongoEngine) => Promise<void> | void; returns: (engine: MongoEngine) => Promise<void> | void },
])[] = [
  ['killed', { goes: (engine) => engine.kill(), returns: (engine) => engine.startAgain() }],
  [
    'frozen',
    {
      goes: (engine) => {
        engine.freeze();
      },
      returns: (engine) => {
        engine.thaw();
      },
    },
  ],
];

type EngineProcess = ChildProcessByStdio<Writable, Readable, null>;

/** MongoDB's own engine in a child process that leaves nothing outside the folder. */
async function startIn(folder: string): Promise<{ readonly child: EngineProcess; readonly url: string }> {
  const [command = '', ...args] = nodeForEngine();
  const script = path.join(__dirname, 'engine-process.cjs');
  const env = { ...process.env, TMPDIR: folder };
  const child = endsWithTests(spawn(command, [...args, script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] }));
  const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (first.done === true) throw new Error('the embedded MongoDB engine ended before it had started');
  return { child, url: first.value };
}

/** The command that runs node so that it can load the engine. @throws Error with what is missing */
export function nodeForEngine(): readonly string[] {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) throw new Error(`the embedded MongoDB engine does not run on ${platform}`);
  if (process.platform !== 'linux' || glibcMinor() >= GLIBC_MINOR) return [process.execPath];
  const loader = existsSync(FETCHED) ? readdirSync(FETCHED).find((file) => file.startsWith('ld-linux-')) : undefined;
  if (loader === undefined)
    throw new Error(
      `the embedded MongoDB engine needs glibc 2.${GLIBC_MINOR}: test/doubles/mongodb/fetch-loader.sh fetches one beside the system's`,
    );
  return [path.join(FETCHED, loader), '--library-path', FETCHED, process.execPath];
}

/** Of the running process; -1 where the C library is another. */
function glibcMinor(): number {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return Number(header.glibcVersionRuntime?.split('.')[1] ?? -1);
}
