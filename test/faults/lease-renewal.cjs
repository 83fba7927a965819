/**
 * Loaded into the service before it begins (NODE_OPTIONS). LEASE_RENEWAL=before or after: when it renews the lease of a shard
 * for the first time, it says so and waits there, before or after the store has it, for the process to be killed.
 */
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const { prototype } = require(path.join(__dirname, '../../dist/src/adapters/mongodb/leases.js')).MongoLeases;
  const { take } = prototype;
  const taken = new Set();
  const stay = () => {
    console.log('{"msg":"at the renewal of a lease"}');
    return new Promise(() => undefined);
  };
  prototype.take = async function (name, ...args) {
    const isRenewal = taken.has(name);
    if (isRenewal && process.env.LEASE_RENEWAL === 'before') return stay();
    const isMine = await take.call(this, name, ...args);
    if (isRenewal) return stay();
    if (isMine && name.startsWith('shard/')) taken.add(name);
    return isMine;
  };
}
