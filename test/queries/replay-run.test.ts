import fc from 'fast-check';
import { runHistory } from '../../projections/run-history';
import { stepTimeline } from '../../projections/step-timeline';
import { timelineOf } from '../../projections/timeline';
import type { Recorded } from '../../src/domain/events';
import { NotFound } from '../../src/kernel/errors';
import { ReplayRun, ReplayRunHandler, foldedRun } from '../../src/queries/replay-run';
import type { Moment } from '../../src/queries/replay-run';
import { runView, whoDid } from '../../src/queries/run-view';
import { TestService } from '../engine/test-service';
import { histories } from '../histories/run-history';
import { definition } from '../histories/legal-run';
import { Collection } from '../projections/folding';

const RUNS = 500;

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

const replayed = (account: string, runId: string, moment: Moment) =>
  new ReplayRunHandler(test.engine.replay, test.engine.models, test.clock).execute(
    new ReplayRun(account, runId, moment, 0),
  );

/** The log as it is, in the store of the test. */
async function append(log: readonly Recorded[]): Promise<void> {
  const { events } = test.engine.dependencies;
  const appends = log.map(({ stream, revision, id, type, data, metadata }) =>
    events.append(stream, revision - 1, [{ id, type, data, metadata }]),
  );
  await Promise.all(appends);
  await test.folded();
}

/** What a live answer showed of each run after each of its events. */
function liveAnswers(log: readonly Recorded[]) {
  const runs = new Collection(runHistory);
  const timelines = new Collection(stepTimeline);
  return log.flatMap((event) => {
    runs.apply([event]);
    timelines.apply([event]);
    const runId = /^run-(.*)/.exec(event.stream)?.[1];
    if (runId === undefined) return [];
    return [{ event, runId, run: runs.documents().get(runId), steps: timelines.documents().get(runId) }];
  });
}

describe('a run as it was', () => {
  it(`is what the live answer showed then, for ${RUNS} runs and each of their revisions`, () => {
    const seen = new Set<string>();
    fc.sample(histories(), { numRuns: 150, seed: 14 }).forEach((log, history) => {
      if (seen.size >= RUNS) return;
      for (const { event, runId, run, steps } of liveAnswers(log)) {
        seen.add(`${history} ${runId}`);
        const beginning = log.filter(({ stream, revision }) => stream === event.stream && revision <= event.revision);
        expect(foldedRun(runId, beginning)).toEqual({ run, steps });
      }
    });
    expect(seen.size).toBeGreaterThanOrEqual(RUNS);
  });

  it('is read from its stream, up to any of its revisions', async () => {
    const [log = []] = fc.sample(histories(), { numRuns: 1, seed: 14 });
    await append(log);
    test.clock.setTo(Date.parse('2030-01-01T00:00:00Z'));
    for (const { event, runId, run, steps } of liveAnswers(log)) {
      if (run === undefined) throw new Error('a run without its start');
      const { asOf, began, ...then } = await replayed(event.metadata.account, runId, { revision: event.revision });
      const timeline = timelineOf(definition, steps ?? null, run.status);
      expect(then).toEqual({ ...runView(run, definition), ...whoDid(run), timeline });
      expect(asOf.lagMs).toBe(0);
      const started = log.find(({ stream, type }) => stream === event.stream && type === 'RunStarted');
      expect(started?.data).toMatchObject(began);
    }
  });

  describe('at a time', () => {
    const AT = '2026-11-24T09:00:00.000Z';
    const LATER = '2026-11-24T09:00:01.000Z';
    const EARLIER = '2026-11-24T08:59:59.000Z';

    /** One run whose events were decided at these times. */
    const run = (...times: readonly string[]): Promise<string> => runSince(times[0] ?? '', ...times);

    async function runSince(startedAt: string, ...times: readonly string[]): Promise<string> {
      const [log = []] = fc.sample(histories(), { numRuns: 1, seed: 3 });
      const streams = log.map(({ stream }) => stream).filter((stream) => stream.startsWith('run-'));
      const long = streams.find((stream) => streams.filter((one) => one === stream).length >= times.length) ?? '';
      const own = log.filter(({ stream }) => stream === long).slice(0, times.length);
      const dated = own.map((event, i) => ({
        ...event,
        data: event.type === 'RunStarted' ? { ...event.data, startedAt } : event.data,
        metadata: { ...event.metadata, account: 'acme', at: times[i] ?? '' },
      }));
      const workflows = log.filter(({ stream }) => stream.startsWith('workflow-'));
      await append([...workflows, ...dated] as Recorded[]);
      return long.slice('run-'.length);
    }
    const revisionAt = async (runId: string, time: string): Promise<number> =>
      (await replayed('acme', runId, { time: Date.parse(time) })).revision;

    it('holds all events of that millisecond', async () => {
      const runId = await run(AT, AT, AT, LATER);
      expect(await revisionAt(runId, AT)).toBe(2);
    });

    it('ends before the first later event, also where a clock was set back after it', async () => {
      const runId = await run(AT, LATER, EARLIER, AT);
      expect(await revisionAt(runId, AT)).toBe(0);
      expect(await revisionAt(runId, LATER)).toBe(3);
    });

    it('has been where the run itself tells of it, though the clock was set back since', async () => {
      const runId = await run(AT, LATER, LATER, EARLIER);
      test.clock.setTo(Date.parse(EARLIER));
      expect(await revisionAt(runId, AT)).toBe(0);
      expect(await revisionAt(runId, LATER)).toBe(3);
      await expect(revisionAt(runId, '2026-11-24T09:00:01.001Z')).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('is there from its own start, also where its first event was recorded later', async () => {
      const runId = await runSince(EARLIER, AT, LATER);
      expect(await revisionAt(runId, EARLIER)).toBe(0);
      expect(await revisionAt(runId, LATER)).toBe(1);
      await expect(replayed('acme', runId, { time: Date.parse(EARLIER) - 1 })).rejects.toThrow(NotFound);
    });

    it('is nothing before its start, and refused when it is still to come', async () => {
      const runId = await run(AT, LATER);
      await expect(replayed('acme', runId, { time: Date.parse(EARLIER) })).rejects.toThrow(NotFound);
      await expect(replayed('acme', runId, { time: test.clock.now() + 1 })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    });
  });

  it('is refused at a revision that never was, and is nobody else’s', async () => {
    const [log = []] = fc.sample(histories(), { numRuns: 1, seed: 3 });
    await append(log);
    const last = log.findLast(({ stream }) => stream.startsWith('run-'));
    const runId = last?.stream.slice('run-'.length) ?? '';
    const account = last?.metadata.account ?? '';
    const beyond = replayed(account, runId, { revision: (last?.revision ?? 0) + 1 });
    await expect(beyond).rejects.toMatchObject({ code: 'invalid_request' });
    const noSuchRun = new NotFound('run');
    await expect(replayed('another', runId, { revision: 0 })).rejects.toThrow(noSuchRun);
    await expect(replayed('another', runId, { time: 0 })).rejects.toThrow(noSuchRun);
    await expect(replayed(account, 'none', { revision: 0 })).rejects.toThrow(noSuchRun);
  });
});
