import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createApp } from '../../../src/http/create-app';
import { Allow } from '../../../src/http/access/access.guard';
import { Callers } from '../../../src/http/access/callers';
import { IdentityResolver } from '../../../src/http/access/identity';
import { Sessions } from '../../../src/http/access/sessions';
import { systemClock } from '../../../src/kernel/clock';
import { TestLog } from '../../engine/test-service';

const LARGE = 'x'.repeat(1_000_000);
const key = (account: string) => `the-key-of-${account}`;
const KEYS = ['hog', 'other'].map((account) => ({ key: key(account), account, role: 'viewer' as const }));
const get = (path: string, account: string) =>
  request(url)
    .get(path)
    .set('authorization', `Bearer ${key(account)}`);
const LAZY = `GET /large HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key('hog')}\r\n\r\n`;

@Controller()
class Answers {
  @Get('large')
  @Allow('read')
  large(): string {
    return LARGE;
  }

  @Get('small')
  @Allow('read')
  small(): string {
    return 'small';
  }
}
@Module({})
class Answering {}

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  const resolver = new IdentityResolver(KEYS, [], null);
  const callers = new Callers(resolver, new Sessions(resolver, systemClock, false));
  const providers = [{ provide: Callers, useValue: callers }];
  app = await createApp(
    { module: Answering, imports: [CqrsModule.forRoot()], controllers: [Answers], providers },
    new TestLog(),
  );
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

describe('a large answer', () => {
  it('is put off while clients of its account do not take theirs, and given again when they are gone', async () => {
    const { hostname, port } = new URL(url);
    const lazy: Socket[] = [];
    let status = 200;
    for (let i = 0; i < 200 && status === 200; i++) {
      const socket = connect(Number(port), hostname).pause();
      await once(socket, 'connect');
      socket.write(LAZY.repeat(20)); // the first few are taken by the system itself
      lazy.push(socket);
      const answer = await get('/large', 'hog');
      status = answer.status;
      if (status !== 200) expect(answer.body).toMatchObject({ status: 503, code: 'not_ready' });
    }
    expect(status).toBe(503);
    await get('/small', 'hog').expect(200, 'small');
    await get('/large', 'other').expect(200, LARGE);
    for (const socket of lazy) socket.destroy();
    await get('/small', 'hog').expect(200);
    await get('/large', 'hog').expect(200, LARGE);
  });
});
