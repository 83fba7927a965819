import { TestApi, WAITING } from './test-api';
import type { JsonObject } from '../../src/kernel/message';
import type { RunWithTimeline } from '../../src/queries/get-run';
import { TestClock } from '../test-clock';
import { TestService } from '../engine/test-service';
import { OutcomeUnknown } from '../../src/ports/effect-channel';
import { TestChannel } from '../engine/test-channel';

/** No two who ask it are told the same time. */
class PassingClock extends TestClock {
  override now(): number {
    this.setTo(super.now() + 1);
    return super.now();
  }
}

const EMAIL = { id: 'mail', type: 'email', subject: 'Hi', body: 'Hello' };

let api: TestApi;
beforeAll(async () => {
  const email = new TestChannel(false, () => Promise.reject(new OutcomeUnknown('may have been sent', null)));
  api = await TestApi.open({}, await TestService.open({ email }, undefined, new PassingClock()));
});
afterAll(() => api.close());

const run = async (runId: string, at = ''): Promise<RunWithTimeline> =>
  (await api.read(`/runs/${runId}${at === '' ? '' : `?at=${at}`}`)) as RunWithTimeline;

/** The times that a run tells of what happened to it, by their places. */
function timesOf(told: unknown, place = ''): ReadonlyMap<string, string> {
  if (typeof told !== 'object' || told === null) return new Map();
  return new Map(
    Object.entries(told).flatMap(([name, value]: [string, unknown]): readonly [string, string][] => {
      const isTime = ['at', 'startedAt', 'finishedAt'].includes(name) && typeof value === 'string';
      return isTime ? [[`${place}/${name}`, value]] : [...timesOf(value, `${place}/${name}`)];
    }),
  );
}

describe('a run at each time that it tells of', () => {
  const ends: Record<string, readonly [readonly JsonObject[], (runId: string) => Promise<unknown>, number]> = {
    'that is sent an SMS and waits': [[...WAITING.slice(1), ...WAITING.slice(0, 1)], () => Promise.resolve(), 4],
    'that is cancelled while it waits': [
      WAITING,
      (runId) => api.as('manager').post(`/api/automations/runs/${runId}/cancel`).expect(200),
      5,
    ],
    'whose outcome somebody knew': [
      [EMAIL],
      (runId) =>
        api
          .as('owner')
          .post(`/api/automations/runs/${runId}/steps/mail/outcome`)
          .send({ outcome: 'sent', reason: 'it arrived' })
          .expect(200),
      5,
    ],
  };

  it.each(Object.entries(ends))('%s, holds what happened then', async (_, [steps, end, times]) => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps }), 'c-1');
    await api.caughtUp();
    await end(runId);
    const told = timesOf(await run(runId));
    expect(told.size).toBe(times);
    expect(new Set(told.values()).size).toBeGreaterThan(1);
    for (const [place, at] of told) expect(timesOf(await run(runId, at)).get(place)).toBe(at);
  });
});
