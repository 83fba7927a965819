/**
 * Loaded into the service before it begins (NODE_OPTIONS): its outbox is a provider that may take ten minutes for an answer,
 * and gives it when the process is told to stop.
 */
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const TIMEOUT_MS = 600_000;

if (isMainThread) {
  const { outboxChannel } = require(path.join(__dirname, '../../dist/src/adapters/outbox/outbox-channel.js'));
  const { send } = outboxChannel;
  const told = new Promise((resolve) => process.once('SIGTERM', resolve));
  outboxChannel.timeoutMs = TIMEOUT_MS;
  outboxChannel.send = async (...args) => {
    console.log('{"msg":"the provider was asked"}');
    await told;
    return send(...args);
  };
}
