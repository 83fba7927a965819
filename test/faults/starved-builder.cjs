/**
 * Loaded into the service before it begins (NODE_OPTIONS): its builder gets as little to do its work with as on a machine
 * that others use up, and is told that the log grows faster.
 */
const path = require('node:path');
const { workerData } = require('node:worker_threads');

if (workerData?.role === 'builder') {
  const DIST = path.join(__dirname, '../../dist/src');
  const { prototype } = require(path.join(DIST, 'adapters/sqlite/read-store.js')).SqliteReadStore;
  const { commit } = prototype;
  prototype.commit = async function (writes) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return commit.call(this, writes);
  };
  require(path.join(DIST, 'engine/projecting/chase.js')).Chase.prototype.isOutrun = () => true;
}
