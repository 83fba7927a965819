import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endsWithTests } from '../../started-by-tests';

const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
/** The minor version of the C library 2 that the engine needs, and where fetch-loader.sh beside this file puts one. */
const GLIBC_MINOR = 38;
const CACHE = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
const FETCHED = process.env['RUNLEDGER_GLIBC'] ?? path.join(CACHE, 'runledger/glibc');

export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

/** MongoDB's own engine in a child process. @throws Error with the reason where it cannot run */
export async function startEngine(): Promise<Engine> {
  const [command = '', ...args] = nodeForEngine();
  const script = path.join(__dirname, 'engine-process.cjs');
  const child = endsWithTests(spawn(command, [...args, script], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (first.done === true) throw new Error('the embedded MongoDB engine ended before it had started');
  return {
    url: first.value,
    stop: async () => {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
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
