#!/usr/bin/env node
import '../check-node';
import { readConfig } from '../config';
import { createLog } from '../assembly/json-log';
import { blamed, lastWords } from '../assembly/operator-errors';
import { VERSION } from '../version';
import { migrate } from './migrate';

const USAGE = `usage: runledger migrate    copy the embedded log of DATA_DIR to the EventStoreDB of EVENTSTORE_URL`;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === '--version') {
    console.log(VERSION);
    return;
  }
  if (command !== 'migrate' || rest.length > 0) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const config = readConfig(process.env);
  try {
    console.log(await migrate(config, createLog('warn')));
  } catch (error) {
    throw blamed(error, config);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`runledger: ${lastWords(error)}`);
  process.exitCode = 1;
});
