import { Controller, Module, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Subject, defer, finalize } from 'rxjs';
import { EventStreams, MAX_PENDING } from '../../../src/http/output/event-streams';
import { until } from '../../until';

const news = new Subject<{ data: string }>();
let present = 0;

@Controller()
class NewsController {
  private readonly streams = new EventStreams();

  @Sse('news', { maxPendingDataLength: MAX_PENDING })
  watch() {
    const counted = defer(() => {
      present += 1;
      return news.pipe(finalize(() => (present -= 1)));
    });
    return this.streams.open(counted, () => true);
  }
}

@Module({ controllers: [NewsController] })
class NewsModule {}

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(NewsModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/news`;
});
afterAll(() => app.close());

const opened = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject);
  });

/** More than a reader's share, and than what the two ends of a connection keep. */
const PIECE = 'x'.repeat(64 * 1024);
const PIECES = 400;

describe('a reader who takes nothing', () => {
  it('is cut off, and the others get everything', async () => {
    const [reader, sleeper] = [await opened(), await opened()];
    await until('both are there', () => present === 2);
    let taken = 0;
    reader.on('data', (chunk: Buffer) => (taken += chunk.length));
    sleeper.pause();
    let told = 0;
    for (; told < PIECES && present === 2; told++) {
      news.next({ data: PIECE });
      await until('the reader has it', () => taken >= (told + 1) * PIECE.length);
    }
    expect(present).toBe(1);
    news.next({ data: 'afterwards' });
    await until('the reader has the rest', () => taken >= told * PIECE.length + 'afterwards'.length);
    expect(reader.complete).toBe(false);
    for (const one of [reader, sleeper]) one.destroy();
  });
});
