import fc from 'fast-check';
import { RunsSeen } from '../../console/src/api/runs-seen';
import type { Run, RunWithSteps } from '../../console/src/api/runs-seen';

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

const RUN_ID = 'r-1';
const at = (revision: number): Run => ({ runId: RUN_ID, revision }) as Run;
const withSteps = (revision: number): RunWithSteps => ({ ...at(revision), timeline: [] }) as unknown as RunWithSteps;

const revision = fc.integer({ min: 0, max: 12 });
const happening = fc.oneof(
  fc.record({ what: fc.constantFrom('notice', 'listed', 'answered' as const), revision }),
  fc.record({ what: fc.constantFrom('open', 'close' as const), revision: fc.constant(0) }),
);

test('what is shown of a run never goes back, and its steps are of the very revision that its header has', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const seen = new RunsSeen();
      const closing: (() => void)[] = [];
      let before = -1;
      for (const { what, revision: its } of happenings) {
        if (what === 'notice') seen.see(at(its));
        else if (what === 'listed') expect(seen.latest(seen.see(at(its))).revision).toBeGreaterThanOrEqual(before);
        else if (what === 'answered') seen.seeSteps(withSteps(its));
        else if (what === 'open') closing.push(seen.open(RUN_ID));
        else closing.pop()?.();
        const { run, steps } = seen.shown(RUN_ID);
        const shown = run?.revision ?? -1;
        expect(shown).toBeGreaterThanOrEqual(before);
        if (steps !== null) expect(steps.revision).toBe(shown);
        expect(seen.latest(at(0)).revision).toBe(Math.max(0, shown));
        before = shown;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a run that is open takes the newest steps that were answered, once they are as new as what was told of it', () => {
  fc.assert(
    fc.property(fc.array(revision), revision, (told, newest) => {
      const seen = new RunsSeen();
      seen.open(RUN_ID);
      for (const one of told) seen.see(at(one));
      seen.seeSteps(withSteps(newest));
      const isBehind = newest < Math.max(-1, ...told);
      expect(seen.shown(RUN_ID).steps?.revision).toBe(isBehind ? undefined : newest);
    }),
  );
});

test('news of an open run waits for its steps, and is shown at once when it is closed', () => {
  const seen = new RunsSeen();
  const close = seen.open(RUN_ID);
  seen.seeSteps(withSteps(3));
  seen.see(at(5));
  expect(seen.shown(RUN_ID)).toMatchObject({ run: { revision: 3 }, steps: { revision: 3 } });
  close();
  expect(seen.shown(RUN_ID)).toMatchObject({ run: { revision: 5 }, steps: null });
});
