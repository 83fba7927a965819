import 'reflect-metadata';
import { CommandBus } from '@nestjs/cqrs';
import { AppModule } from './app.module';
import { boot } from './assembly/boot';
import { readConfig } from './config';
import type { Config } from './config';
import { loadApiKeys } from './assembly/api-keys';
import { createApp } from './http/create-app';
import { createLog } from './assembly/json-log';
import { blamed, lastWords } from './assembly/operator-errors';
import { installSample } from './sample/install-sample';
import { welcome } from './assembly/welcome';

async function serve(config: Config, die: (error: unknown) => never): Promise<void> {
  const log = createLog(config.logLevel);
  const booted = await boot(config, log);
  const { keys, generated } = config.roles.includes('api') ? loadApiKeys(config) : { keys: [], generated: false };
  const app = await createApp(AppModule.over({ config, engine: booted.engine, keys }), log);

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

function end(error: unknown): never {
  console.error(`runledger: ${lastWords(error)}`);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const die = (error: unknown): never => end(blamed(error, config));
  await serve(config, die).catch(die);
}

main().catch(end);
