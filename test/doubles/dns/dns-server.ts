import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';

/** Of one family: addresses, none; `unknown`: there is no such name; `silence`: no answer; `late`: one when it is told. */
export type Answer = readonly string[] | 'unknown' | 'silence' | 'late';
/** A name's addresses of each family. */
export interface Zone {
  readonly v4: Answer;
  readonly v6: Answer;
}

const TYPES: Readonly<Record<number, keyof Zone>> = { 1: 'v4', 28: 'v6' };
const HEADER = 12;

/** A server that is asked over UDP. It knows nothing but what it is told, and is silent on all else. */
export class DnsServer {
  /** Names that it was asked for, each family by itself, as often as it was asked. */
  readonly asked: string[] = [];
  private readonly late: (() => void)[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly zones: Readonly<Record<string, Zone>>,
  ) {
    socket.on('message', (query, from) => {
      this.take(query, from);
    });
  }

  static async open(zones: Readonly<Record<string, Zone>> = {}): Promise<DnsServer> {
    const socket = createSocket('udp4');
    const server = new DnsServer(socket, zones);
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  /** Different names. */
  get names(): number {
    return new Set(this.asked).size;
  }

  /** Gives the answers that were late so far. */
  answers(): void {
    for (const answer of this.late.splice(0)) answer();
  }

  close(): void {
    this.socket.close();
  }

  private take(query: Buffer, { port, address }: RemoteInfo): void {
    const { name, end } = nameIn(query);
    const family = TYPES[query.readUInt16BE(end)];
    const answer = family === undefined ? 'silence' : (this.zones[name]?.[family] ?? 'silence');
    this.asked.push(name);
    if (answer === 'silence') return;
    const reply = (addresses: readonly string[] | 'unknown'): void => {
      this.socket.send(replyTo(query.subarray(0, end + 4), addresses), port, address);
    };
    if (answer === 'late')
      this.late.push(() => {
        reply(['127.0.0.1']);
      });
    else reply(answer);
  }
}

function nameIn(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** RFC 1035, the question repeated. */
function replyTo(question: Buffer, addresses: readonly string[] | 'unknown'): Buffer {
  const isUnknown = addresses === 'unknown';
  const records = (isUnknown ? [] : addresses).map((address) => {
    const data = bytesOf(address);
    const head = Buffer.from([0xc0, HEADER, 0, data.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, data.length]);
    return Buffer.concat([head, data]);
  });
  const header = Buffer.from(question.subarray(0, HEADER));
  header.writeUInt16BE(isUnknown ? 0x8183 : 0x8180, 2);
  for (const [i, count] of [1, records.length, 0, 0].entries()) header.writeUInt16BE(count, 4 + 2 * i);
  return Buffer.concat([header, question.subarray(HEADER), ...records]);
}

/** IPv6 in full: eight groups. */
const bytesOf = (address: string): Buffer =>
  address.includes(':')
    ? Buffer.from(
        address
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(address.split('.').map(Number));
