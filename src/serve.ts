import 'reflect-metadata';
import path from 'node:path';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AppModule } from './app.module';
import { loadApiKeys } from './assembly/api-keys';
import type { Booted } from './assembly/boot';
import { noteAddress } from './assembly/noted-address';
import { isLoopback, welcome } from './assembly/welcome';
import type { Config } from './config';
import { Sessions } from './http/access/sessions';
import { readConsole } from './http/console/built-console';
import { createApp } from './http/create-app';
import { systemClock } from './kernel/clock';
import type { Log } from './kernel/log';
import { installSample } from './sample/install-sample';
import type { PastClock } from './sample/past-clock';

/** Where the console is built to. */
const CONSOLE = path.join(__dirname, '../../dist/console');

/** How long a reader of the log may take for its last lines, in milliseconds. */
const LAST_LINES_MS = 1_000;
/** How long after the first signal another is the same, in milliseconds. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Serves what was booted over HTTP, until a signal ends it.
 * @param die when it cannot end in order
 */
export async function serve(
  booted: Booted,
  config: Config,
  log: Log,
  clock: PastClock,
  die: (error: unknown) => never,
): Promise<void> {
  const configured = { keys: config.apiKeys ?? [], keep: null };
  const { keys, keep } = config.roles.includes('api') ? loadApiKeys(config) : configured;
  const files = config.roles.includes('api') ? readConsole(CONSOLE) : [];
  const app = await createApp(AppModule.over({ config, engine: booted.engine, keys }), log, files);

  const ending = new AbortController();
  let sample: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      log.info('stopping');
      ending.abort();
      await app.close();
      await sample;
      await booted.stop();
      log.info('stopped');
      setTimeout(() => process.exit(), LAST_LINES_MS).unref();
    })());
  endBy(() => stop().catch(die));

  const leavesNothing = config.smtp === null && config.sms === null; // or the sample's messages would go to somebody
  if (booted.isNew && config.sample && leavesNothing) {
    log.info('writing the sample ledger');
    const { runner, dependencies } = booted.engine;
    const settled = () => runner.settled().then(() => dependencies.events.head());
    const tools = { commands: app.get(CommandBus), queries: app.get(QueryBus), clock, settled };
    sample = installSample(tools, ending.signal);
    await sample;
    if (ending.signal.aborted) return;
  }
  await app.listen(config.port, config.host);
  const address = await app.getUrl();
  keep?.(); // not before: they are shown below, to whoever could start it
  if (config.eventStoreUrl === null || config.mongoUrl === null) noteAddress(config.dataDir, address, log);
  log.info('listening', { address });
  if (ending.signal.aborted) return;
  booted.start();
  if (keep === null) return;
  const link = isLoopback(config.host) ? app.get(Sessions).offerLink() : null;
  console.log(welcome({ address, config, keys, link, hasSample: sample !== undefined }));
}

/**
 * A signal that comes again at once was passed on twice, as by npm to all of its group; later, somebody does not want to
 * wait. An exit would wait for the threads, and these for a disk that hangs.
 */
function endBy(stop: () => Promise<void>): void {
  let told: number | null = null;
  const hear = (): void => {
    const now = systemClock.monotonic();
    if (told === null) void stop();
    else if (now - told > SAME_SIGNAL_MS) process.kill(process.pid, 'SIGKILL');
    told ??= now;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, hear);
}
