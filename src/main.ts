import 'reflect-metadata';
import { CommandBus } from '@nestjs/cqrs';
import { boot } from './boot';
import { ConfigError, readConfig } from './config';
import { loadApiKeys } from './http/api-keys';
import { createApp } from './http/create-app';
import { DomainError, messageOf } from './kernel/errors';
import { createLog } from './log';
import { installSample } from './sample/install-sample';
import { welcome } from './welcome';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const booted = await boot(config, log);
  const { keys, generated } = config.roles.includes('api') ? loadApiKeys(config) : { keys: [], generated: false };
  const app = await createApp({ config, service: booted.service, keys });

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      log.info('stopping');
      await app.close();
      await booted.stop();
      log.info('stopped');
    })());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void stop().catch(die);
    });
  }
  booted.failed.catch(die);

  await app.listen(config.port, config.host);
  const address = await app.getUrl();
  log.info('listening', { address });
  if (booted.isNew && config.sample) await installSample(app.get(CommandBus));
  if (generated) console.log(welcome(address, config, keys));
}

/** One clear line for what the operator can mend, the stack for what is our fault. */
function die(error: unknown): never {
  const expected = error instanceof ConfigError || error instanceof DomainError;
  console.error(`runledger: ${expected || !(error instanceof Error) ? messageOf(error) : String(error.stack)}`);
  process.exit(1);
}

main().catch(die);
