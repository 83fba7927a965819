#!/usr/bin/env node
import { ConfigError, readConfig } from '../config';
import { DomainError, messageOf } from '../kernel/errors';
import { createLog } from '../log';
import { migrate } from './migrate';

const USAGE = `usage: runledger migrate    copy the embedded log of DATA_DIR to the EventStoreDB of EVENTSTORE_URL`;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command !== 'migrate' || rest.length > 0) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  console.log(await migrate(readConfig(process.env), createLog('warn')));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof DomainError;
  console.error(`runledger: ${expected || !(error instanceof Error) ? messageOf(error) : String(error.stack)}`);
  process.exitCode = 1;
});
