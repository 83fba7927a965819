import './check-node';
import { createLog } from './assembly/json-log';
import { blamed, lastWords } from './assembly/operator-errors';
import { outlineOf, readConfig } from './config';
import { systemClock } from './kernel/clock';
import { PastClock } from './sample/past-clock';
import { VERSION } from './version';

/** What is made in the data folder holds contacts and secrets, whoever may look into the folder. */
const FOR_NOBODY_ELSE = 0o077;

function end(error: unknown): never {
  console.error(`runledger: ${lastWords(error)}`);
  process.exit(1);
}

/** The settings, then the stores, then what serves them: each is loaded when what comes before it is as it should be. */
async function main(): Promise<void> {
  process.umask(FOR_NOBODY_ELSE);
  if (process.argv[2] === '--version') {
    console.log(VERSION);
    return;
  }
  const config = readConfig(process.env);
  const die = (error: unknown): never => end(blamed(error, config));
  const log = createLog(config.logLevel);
  log.info('starting', { version: VERSION, node: process.versions.node, ...outlineOf(config) });
  const clock = new PastClock(systemClock);
  try {
    const { boot } = await import('./assembly/boot.js');
    const booted = await boot(config, log, clock);
    booted.failed.catch(die);
    const { serve } = await import('./serve.js');
    await serve(booted, config, log, clock, die);
  } catch (error) {
    die(error);
  }
}

main().catch(end);
