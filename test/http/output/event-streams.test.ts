import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Subject, finalize } from 'rxjs';
import { EventStreams, drained } from '../../../src/http/output/event-streams';
import type { ServerEvent } from '../../../src/http/output/event-streams';
import { until } from '../../until';

/** What is told to whoever reads, in a place of each test's own. */
class Newsroom {
  news = new Subject<readonly ServerEvent[]>();
  present = 0;
  isIn = true;
  position: string | undefined;
  readonly answers: FastifyReply['raw'][] = [];
}
let room: Newsroom;

@Controller()
class NewsController {
  constructor(private readonly streams: EventStreams) {}

  @Get('news')
  watch(@Res({ passthrough: true }) reply: FastifyReply) {
    const here = room;
    const { position } = here;
    here.present += 1;
    here.answers.push(reply.raw);
    const news = here.news.pipe(finalize(() => (here.present -= 1)));
    return this.streams.open(reply, news, () => here.isIn, position === undefined ? undefined : () => position);
  }
}

@Module({ controllers: [NewsController], providers: [EventStreams] })
class NewsModule {}

let app: NestFastifyApplication;
let streams: EventStreams;
let readers: { destroy(): void }[];
beforeEach(async () => {
  [room, readers] = [new Newsroom(), []];
  app = await NestFactory.create<NestFastifyApplication>(NewsModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  streams = app.get(EventStreams);
});
afterEach(async () => {
  for (const reader of readers) reader.destroy();
  await app.close();
});

class Reader {
  text = '';
  ended = false;

  private constructor(readonly answer: IncomingMessage) {
    answer.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    for (const end of ['end', 'close', 'error']) answer.once(end, () => (this.ended = true));
  }

  static async open(): Promise<Reader> {
    const url = `${await app.getUrl()}/news`;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { agent: false }, resolve).on('error', reject);
    });
    readers.push(answer);
    return new Reader(answer);
  }
}

/** A reader of the bytes themselves: each chunk of the answer is one write. */
function chunksOf(socket: Socket): () => readonly string[] {
  let bytes = '';
  socket.setEncoding('latin1').on('data', (data: string) => (bytes += data));
  return () => {
    const chunks: string[] = [];
    for (let at = bytes.indexOf('\r\n\r\n') + 4; at > 3 && at < bytes.length;) {
      const [size = ''] = /^[0-9a-f]+/.exec(bytes.slice(at)) ?? [];
      const from = at + size.length + 2;
      const end = from + parseInt(size, 16);
      chunks.push(bytes.slice(from, end));
      at = end + 2;
    }
    return chunks;
  };
}

const piece = (data: string): ServerEvent[] => [{ type: 'run', data }];

describe('a stream of events', () => {
  it('tells each with its type and its id, and is kept by nobody on the way', async () => {
    const whole = await Reader.open();
    expect(whole.answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    room.news.next([
      { type: 'run', id: '7', data: '{"a":1}' },
      { type: 'progress', data: '{}' },
    ]);
    await until('it is told', () => whole.text.includes('progress'));
    expect(whole.text).toBe('\nevent: run\nid: 7\ndata: {"a":1}\n\nevent: progress\ndata: {}\n\n');
  });

  it('is written once for all readers of one list, and to each of them at once', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const chunks = Array.from({ length: 200 }, () => {
      const socket = connect(port, '127.0.0.1');
      readers.push(socket);
      socket.write('GET /news HTTP/1.1\r\nHost: news\r\n\r\n');
      return chunksOf(socket);
    });
    await until('all read', () => chunks.every((of) => of().length === 1));
    let reads = 0;
    const event = (name: string): ServerEvent => ({
      type: 'run',
      get data() {
        reads += 1;
        return name;
      },
    });
    for (const list of ['one', 'two', 'three']) room.news.next(['a', 'b', 'c', 'd'].map((name) => event(list + name)));
    await until('all have it', () => chunks.every((of) => of().length === 4));
    expect(reads).toBe(12);
    const told = (name: string): string =>
      ['a', 'b', 'c', 'd'].map((e) => `event: run\ndata: ${name}${e}\n\n`).join('');
    for (const of of chunks) expect(of()).toEqual(['\n', told('one'), told('two'), told('three')]);
  });

  it('shows that it lives while there is nothing to tell, and from where a reader could go on', async () => {
    streams.heartbeatMs = 5;
    room.position = '7';
    const reader = await Reader.open();
    await until('it shows that it lives', () => reader.text.length > 12);
    expect(reader.text.slice(0, 13)).toBe('\nid: 7\n: \n\nid');
    reader.answer.destroy();
    await until('nobody reads', () => !room.news.observed);
  });

  it('ends with what it tells, or fails with it', async () => {
    const ended = await Reader.open();
    room.news.complete();
    await until('it has ended', () => ended.ended);
    room = new Newsroom();
    const failed = await Reader.open();
    room.news.error(new Error('gone'));
    await until('it has failed', () => failed.ended);
    expect([ended.answer.complete, failed.answer.complete]).toEqual([true, false]);
  });

  it('ends at the next heartbeat once its reader may not listen any more', async () => {
    streams.heartbeatMs = 5;
    const reader = await Reader.open();
    await until('it shows that it lives', () => reader.text.includes(': '));
    room.isIn = false;
    await until('it has ended', () => reader.ended);
    expect([room.news.observed, reader.answer.complete]).toEqual([false, true]);
  });

  it('tells nothing more to a reader who may not listen any more', async () => {
    const reader = await Reader.open();
    room.news.next(piece('before'));
    room.isIn = false;
    room.news.next(piece('after'));
    await until('it has ended', () => reader.ended);
    expect(reader.text).toBe('\nevent: run\ndata: before\n\n');
    expect([room.news.observed, reader.answer.complete]).toEqual([false, true]);
  });

  it('ends before the service stops', async () => {
    const all = await Promise.all([Reader.open(), Reader.open(), Reader.open()]);
    streams.onModuleDestroy();
    await until('all have ended', () => all.every(({ ended }) => ended));
    expect(room.news.observed).toBe(false);
    const late = await Reader.open();
    await until('it has ended', () => late.ended);
    expect([...all, late].map(({ answer }) => answer.complete)).toEqual([true, true, true, true]);
  });
});

describe('a reader who takes nothing', () => {
  /** Less than a reader's share; all of them more than that, and than what the two ends of a connection keep. */
  const PIECE = 'x'.repeat(64 * 1024);
  const PIECES = 400;

  it('is cut off, and the others get everything', async () => {
    const [reader, sleeper] = [await Reader.open(), await Reader.open()];
    sleeper.answer.pause();
    let told = 0;
    for (; told < PIECES && room.present === 2; told++) {
      room.news.next(piece(PIECE));
      await until('the reader has it', () => reader.text.length >= (told + 1) * PIECE.length);
    }
    expect(room.present).toBe(1);
    room.news.next(piece('afterwards'));
    await until('the reader has the rest', () => reader.text.endsWith('data: afterwards\n\n'));
    sleeper.answer.resume();
    await until('the sleeper learns of it', () => sleeper.ended);
    expect([sleeper.answer.complete, reader.ended]).toEqual([false, false]);
  });

  it('is not cut off by one event that is larger than what may wait', async () => {
    const reader = await Reader.open();
    room.news.next(piece('x'.repeat(600 * 1024)));
    await until('the reader has it', () => reader.text.length > 600 * 1024);
    expect(reader.ended).toBe(false);
  });

  it('is waited for by whoever asks, until it takes something, or is gone', async () => {
    const [reader, sleeper] = [await Reader.open(), await Reader.open()];
    sleeper.answer.pause();
    const [, answer] = room.answers;
    if (answer === undefined) throw new Error('there is no answer');
    await drained(answer)();
    while (!answer.writableNeedDrain) {
      room.news.next(piece(PIECE));
      await until('the reader has what was sent', () => reader.answer.readableLength === 0);
    }
    let isTaken = false;
    const taken = drained(answer)().then(() => (isTaken = true));
    await until('a turn has passed', () => true);
    expect([isTaken, answer.listenerCount('drain') > 0]).toEqual([false, true]);
    sleeper.answer.resume();
    await taken;
    expect(answer.writableNeedDrain).toBe(false);
    sleeper.answer.destroy();
    await until('it is gone', () => answer.destroyed);
    await drained(answer)();
  });
});
