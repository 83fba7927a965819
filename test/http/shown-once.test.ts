import { Controller, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AppModule } from '../../src/app.module';
import { readConfig } from '../../src/config';
import { commandStream } from '../../src/domain/streams';
import { Allow } from '../../src/http/access/access.guard';
import { Ctx } from '../../src/http/access/request-context';
import { createApp } from '../../src/http/create-app';
import { documentOf } from '../../src/http/documentation/document';
import { ShownOnce } from '../../src/http/input/idempotency.interceptor';
import { Answers, Resource } from '../../src/http/openapi/answers';
import { text } from '../../src/http/openapi/schema';
import type { CommandContext } from '../../src/kernel/command-context';
import { DomainError } from '../../src/kernel/errors';
import { TestService } from '../engine/test-service';
import { problem } from './problem';

const KEY = 'acme-owner-0123456789abcdef';
let made = 0;

@Resource('vaults', 'secrets that are shown once')
@Controller('vaults')
class VaultsController {
  @Post(':id')
  @Allow('own')
  @ShownOnce()
  @Answers({ id: 'makeSecret', summary: 'A new secret', answer: text, example: { secret: 'whsec_' } })
  async make(@Param('id') id: string, @Ctx() { reserve }: CommandContext) {
    await reserve?.();
    if (id === 'closed') throw new DomainError('workflow_archived', 'it is closed for good');
    return { secret: `whsec_${made++}` };
  }
}

let test: TestService;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  test = await TestService.open();
  const keys = [{ key: KEY, account: 'acme', role: 'owner' }];
  const config = readConfig({ DATA_DIR: test.folder, RUNLEDGER_API_KEYS: JSON.stringify(keys) });
  const module = AppModule.over({ config, engine: test.engine, keys: config.apiKeys ?? [] });
  app = await createApp({ ...module, controllers: [...(module.controllers ?? []), VaultsController] }, test.log);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await test.remove();
});

const make = (vault: string, key: string) =>
  request(url).post(`/vaults/${vault}`).auth(KEY, { type: 'bearer' }).set('Idempotency-Key', key);

describe('an answer that holds a secret', () => {
  it('is given once under an Idempotency-Key, and is nowhere in the log', async () => {
    await make('a', 'k-1').expect(201, { secret: 'whsec_0' });
    for (let i = 0; i < 2; i++) await make('a', 'k-1').expect(problem(409, 'answer_not_kept'));
    const kept = await test.engine.dependencies.events.readStream(commandStream('acme', 'k-1'));
    expect(kept.map(({ type }) => type)).toEqual(['CommandReserved', 'CommandAnswered']);
    expect(JSON.stringify(await test.everything())).not.toContain('whsec_');
    await make('a', 'k-2').expect(201, { secret: 'whsec_1' });
  });

  it('is given to one of those who ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => make('b', 'k-3')));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('takes the key for its request as any other, and a refusal, which holds none, is given again', async () => {
    await make('b', 'k-1').expect(problem(422, 'idempotency_key_reused'));
    for (let i = 0; i < 2; i++) await make('closed', 'k-4').expect(problem(409, 'workflow_archived'));
  });

  it('is told of in the document', () => {
    const { paths } = documentOf([VaultsController], '1');
    expect(JSON.stringify(paths['/vaults/{id}']?.['post']?.responses['409'])).toContain('answer_not_kept');
  });
});
