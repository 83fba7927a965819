const { mkdtempSync, rmSync, statfsSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/** Where Linux keeps files in memory, and how many bytes have to be free for what tests write there. */
const MEMORY = '/dev/shm';
const ROOM = 4 * 1024 ** 3;

const hasRoom = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false; // it is another system
  }
};

/**
 * Before all tests: what they write goes into a folder of this run, which ends with it; in memory where there is room for
 * it, since hundreds of stores are made that wait for a disk at each commit. None of them takes the power away; a process
 * that is killed leaves the same behind.
 */
module.exports = () => {
  const place = process.env.TMPDIR ?? (hasRoom() ? MEMORY : tmpdir());
  const folder = mkdtempSync(path.join(place, 'runledger-tests-'));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
