import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { LineOutput, fileSink, streamSink } from '../../src/assembly/standard-output';

const LINE = `${'x'.repeat(999)}\n`;

let told: number[];
beforeEach(() => {
  told = [];
});
const tell = (dropped: number): void => {
  told.push(dropped);
};

describe('lines that cannot be written', () => {
  it('are counted, and told as soon as one can be', () => {
    let works = true;
    const output = new LineOutput(() => works, tell);
    for (const next of [true, false, false, false, true, true, false, true]) {
      works = next;
      output.write(LINE);
    }
    expect(told).toEqual([3, 1]);
  });

  it('are dropped on a disk that is full, at once', () => {
    const full = openSync('/dev/full', 'w');
    const sink = fileSink(full);
    expect(sink(LINE, () => undefined)).toBe(false);
    closeSync(full);
  });

  it('are dropped when the reader of a pipe is a megabyte behind, and kept until then', () => {
    const stuck = new Writable({ write: () => undefined });
    const output = new LineOutput(streamSink(stuck), tell);
    for (let i = 0; i < 5_000; i++) output.write(LINE);
    expect(stuck.writableLength).toBeGreaterThan(1024 * 1024 - 2 * LINE.length);
    expect(stuck.writableLength).toBeLessThanOrEqual(1024 * 1024);
  });

  it('are dropped when the reader of a pipe is gone', async () => {
    const closed = new Writable({
      autoDestroy: false,
      write: (_, __, done) => {
        done(new Error('EPIPE'));
      },
    });
    closed.on('error', () => undefined);
    const lost = await new Promise<boolean>((resolve) => {
      streamSink(closed)(LINE, () => {
        resolve(true);
      });
    });
    expect(lost).toBe(true);
  });

  it('leave the lines after them whole', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-output-'));
    const file = path.join(folder, 'log');
    const open = openSync(file, 'a');
    const sink = fileSink(open);
    for (const line of ['one\n', 'two\n']) sink(line, () => undefined);
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    closeSync(open);
    rmSync(folder, { recursive: true });
  });
});

describe.each([
  ['a full disk', '/dev/full'],
  ['nothing', '/dev/null'],
])('a program that logs to %s', (_, file) => {
  it('goes on', async () => {
    const out = openSync(file, 'w');
    const script = `const { createLog } = require('./dist/src/assembly/json-log.js');
      const log = createLog('info');
      for (let i = 0; i < 1000; i++) log.info('a line', { i });
      setTimeout(() => process.stderr.write('went on'), 10);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', out, 'pipe'] });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, said]).toEqual([0, 'went on']);
    closeSync(out);
  });
});

describe('a program whose output nobody reads', () => {
  it('goes on', async () => {
    const script = `const { createLog } = require('./dist/src/assembly/json-log.js');
      const log = createLog('info');
      for (let i = 0; i < 20000; i++) log.info('a line', { i, text: 'x'.repeat(500) });
      setTimeout(() => { process.stderr.write('went on'); process.exit(0); }, 10);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, said]).toEqual([0, 'went on']);
    child.stdout.destroy();
  });
});
