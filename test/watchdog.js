const { readFileSync, readdirSync, writeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');

/**
 * Ends a run of tests that cannot end by itself, with all processes below it. In a thread of its own: a loop without an
 * end in the thread of the tests holds up every timer there.
 */
const { stuckMs, leaveMs } = workerData;
let running = [];
let timer = setTimeout(end, stuckMs, stuckMs);

parentPort.on('message', (message) => {
  clearTimeout(timer);
  running = message.running;
  const ms = message.isOver ? leaveMs : stuckMs;
  timer = setTimeout(end, ms, ms);
});

function end(ms) {
  const what =
    running.length > 0
      ? `no test file ended for ${ms / 1000} s (${running.join(', ')})`
      : `something that was started holds up the end for ${ms / 1000} s`;
  writeSync(2, `watchdog: ${what}: the run is given up\n`);
  for (const pid of below(process.pid)) kill(pid);
  kill(process.pid);
}

/** Where the system shows who started whom. */
function below(pid) {
  try {
    const children = readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter((child) => child !== '');
    return children.flatMap((child) => [...below(child), Number(child)]);
  } catch {
    return [];
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
