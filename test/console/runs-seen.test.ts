import fc from 'fast-check';
import { RunsSeen } from '../../console/src/api/runs-seen';
import type { Run } from '../../console/src/api/runs-seen';

const run = (runId: string, revision: number): Run => ({ runId, revision }) as Run;
const told = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(20)), { minLength: 1 });

test('in whichever order answers come, no run is shown older than it was shown before', () => {
  fc.assert(
    fc.property(told, (answers) => {
      const seen = new RunsSeen();
      const shown = new Map<string, number>();
      for (const [runId, revision] of answers) {
        const now = seen.see(run(runId, revision)).revision;
        expect(now).toBeGreaterThanOrEqual(shown.get(runId) ?? -1);
        expect(seen.latest(run(runId, revision)).revision).toBe(now);
        shown.set(runId, now);
      }
    }),
  );
});

test('listeners hear of what is new, and of nothing else', () => {
  const seen = new RunsSeen();
  let heard = 0;
  const stop = seen.subscribe(() => (heard += 1));
  seen.see(run('a', 2));
  seen.see(run('a', 1));
  seen.see(run('a', 2));
  expect(heard).toBe(1);
  seen.see(run('a', 3));
  expect(heard).toBe(2);
  stop();
  seen.see(run('a', 4));
  expect(heard).toBe(2);
});
