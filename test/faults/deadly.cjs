/**
 * Loaded into the service before it begins (NODE_OPTIONS): whoever decides on a workflow or a step that is named deadly is
 * killed in the middle of it, as by what a decision must never do and nobody has thought of.
 */
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const DOMAIN = path.join(__dirname, '../../dist/src/domain');

function deadly(file, name, isDeadly) {
  const module = require(path.join(DOMAIN, file));
  const decide = module[name];
  module[name] = (of, ...rest) => {
    if (isDeadly(of)) process.kill(process.pid, 'SIGKILL');
    return decide(of, ...rest);
  };
}

if (isMainThread) {
  deadly('rules/entry-conditions.js', 'evaluateEntry', ({ name }) => name === 'deadly');
  deadly('run/render-effect.js', 'renderEffect', ({ id }) => id === 'deadly');
}
