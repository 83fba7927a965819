import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import { parseDefinition } from '../../../src/domain/workflow/parse-definition';
import type { Json, JsonObject } from '../../../src/kernel/message';
import { faultsOf } from '../../kernel/faults-of';
import { given } from '../../given';
import * as run from './a-run';

const FIELD = 'data.appointment.startsAt';
const berlin = { ...DEFAULT_SETTINGS, timezone: 'Europe/Berlin' };

/** What a run does that comes to a delay until the date in its data. */
function comesTo(
  date: Json | undefined,
  offset?: string,
  at = run.NOW,
  settings = DEFAULT_SETTINGS,
  contact: JsonObject = {},
): RunEvent {
  const step = { id: 'rest', type: 'delay' as const, until: FIELD, ...(offset === undefined ? {} : { offset }) };
  const data: JsonObject = date === undefined ? {} : { appointment: { startsAt: date } };
  const started = { ...run.started, contact: { id: 'ana', ...contact }, data };
  const world = run.worldOf([step, { id: 'out', type: 'exit' }], at, { settings });
  const [, event] = runDecider.decide({ type: 'StartRun', started, world }, runDecider.initialState);
  if (event === undefined) throw new Error('nothing happened');
  return event;
}

function wakeAt(...how: Parameters<typeof comesTo>): string {
  const event = comesTo(...how);
  return event.type === 'RunWaiting' ? event.data.wakeAt : event.type;
}

describe('a delay until a date of the data', () => {
  it('stores its wake time, what it follows from and its zone', () => {
    expect(comesTo('2026-12-01T09:00:00Z', '-P1D', run.NOW, berlin)).toMatchObject({
      type: 'RunWaiting',
      data: {
        wakeAt: '2026-11-30T09:00:00.000Z',
        reason: 'delay',
        rule: `-P1D from ${FIELD} in Europe/Berlin`,
        zone: { timezone: 'Europe/Berlin', timezoneOf: 'account' },
      },
    });
  });

  it.each<[date: string, offset: string | undefined, wakeAt: string]>([
    ['2026-12-01T09:00:00Z', undefined, '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T09:00:00.123Z', undefined, '2026-12-01T09:00:00.123Z'],
    ['2026-12-01T09:00:00+05:45', undefined, '2026-12-01T03:15:00.000Z'],
    ['2026-12-01T09:00', undefined, '2026-12-01T08:00:00.000Z'],
    ['2026-12-01 09:00', undefined, '2026-12-01T08:00:00.000Z'],
    ['2026-12-01', undefined, '2026-11-30T23:00:00.000Z'],
    [' 2026-12-01 ', undefined, '2026-11-30T23:00:00.000Z'],
    ['20261201', undefined, '2026-11-30T23:00:00.000Z'],
    ['2026-12-01', 'PT9H', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01', '-PT30M', '2026-11-30T22:30:00.000Z'],
    ['2026-12-01T09:00', '-P1D', '2026-11-30T08:00:00.000Z'],
    ['2026-12-01T09:00', '+P1W', '2026-12-08T08:00:00.000Z'],
    ['2026-12-31', '-P1M', '2026-11-29T23:00:00.000Z'],
    // days are of the calendar and hours exact, across a change of the clocks
    ['2027-03-29T09:00', '-P1D', '2027-03-28T07:00:00.000Z'],
    ['2027-03-29T09:00', '-P2D', '2027-03-27T08:00:00.000Z'],
    ['2027-03-29T09:00', '-PT48H', '2027-03-27T07:00:00.000Z'],
    // a local time that is skipped is the next valid instant, one that comes twice is the first
    ['2027-03-28T02:30', undefined, '2027-03-28T01:00:00.000Z'],
    ['2027-03-29T02:30', '-P1D', '2027-03-28T01:00:00.000Z'],
    ['2027-10-31T02:30', undefined, '2027-10-31T00:30:00.000Z'],
    ['2027-11-01T02:30', '-P1D', '2027-10-31T00:30:00.000Z'],
    ['2027-12-29T10:00:00Z', undefined, '2027-12-29T10:00:00.000Z'],
    ['2028-01-28T10:00:00Z', '-P1M', '2027-12-28T10:00:00.000Z'],
  ])('%s with %s, in Berlin, wakes at %s', (date, offset, expected) => {
    expect(wakeAt(date, offset, run.NOW, berlin)).toBe(expected);
  });

  it("reads a date without a zone in the contact's, and says what of it was ignored", () => {
    expect(wakeAt('2026-12-01', undefined, run.NOW, berlin, { timezone: 'asia/tokyo' })).toBe(
      '2026-11-30T15:00:00.000Z',
    );
    expect(comesTo('2026-12-01', undefined, run.NOW, berlin, { timezone: 'Mars/Phobos' })).toMatchObject({
      data: {
        wakeAt: '2026-11-30T23:00:00.000Z',
        zone: { timezone: 'Europe/Berlin', timezoneOf: 'account', ignoredTimezone: 'Mars/Phobos' },
      },
    });
  });

  it.each<[date: string, offset?: string]>([
    ['2026-11-24T10:00:00.000Z'],
    ['2026-11-24T10:00'],
    ['2026-11-24'],
    ['2026-11-25T10:00:00Z', '-P1D'],
    ['2026-11-23T10:00:00Z', 'PT24H'],
    ['1970-01-01'],
    ['0000-01-01', '-P10Y'],
  ])('is over at once when that is not to come: %s with %s', (...when) => {
    const event = comesTo(...when);
    expect(event).toMatchObject({ type: 'StepCompleted', data: { stepType: 'delay', output: { timezone: 'UTC' } } });
  });

  it.each<[Json | undefined]>([
    ...[undefined, null, '', ' ', 'soon', 'tomorrow', '24/12/2026', 'Dec 24, 2026', '2026-13-01', '2026-02-30'].map(
      (date) => [date] as [Json | undefined],
    ),
    ...['10:00', '2026-12-01T25:00', '+012026-12-01', '-000001-12-01', '2026', '2026-W49-2', 'P1D'].map(
      (date) => [date] as [Json],
    ),
    ...[1_796_000_000, 1_796_000_000_000, true, {}, [], ['2026-12-01'], { startsAt: '2026-12-01' }].map(
      (date) => [date] as [Json],
    ),
  ])('fails with missing_data when there is no date: %j', (date) => {
    expect(comesTo(date)).toMatchObject({
      type: 'StepFailed',
      data: { error: { code: 'missing_data', message: `${FIELD} is not a date` } },
    });
  });

  it.each<[date: string, offset?: string]>([
    ['2027-12-29T10:00:00.001Z'],
    ['2027-12-29T10:00:00.000Z', 'PT0.001S'],
    ['2206-12-01'],
    ['9999-12-31T23:59:59.999Z', 'P10Y'],
  ])('fails with missing_data when that is more than 400 days away: %s with %s', (...when) => {
    expect(comesTo(...when)).toMatchObject({
      type: 'StepFailed',
      data: { error: { code: 'missing_data', message: `${FIELD} is more than 400 days away` } },
    });
  });

  it('goes on after that failure unless told otherwise', () => {
    const step = { id: 'rest', type: 'delay' as const, until: FIELD };
    const after = (onError?: 'stop') =>
      runDecider
        .decide(run.start([{ ...step, ...(onError && { onError }) }, run.sms('bye')]), runDecider.initialState)
        .map(({ type }) => type);
    expect(after()).toEqual(['RunStarted', 'StepFailed', 'StepStarted']);
    expect(after('stop')).toEqual(['RunStarted', 'StepFailed', 'RunFailed']);
  });

  it('goes by its stored wake time: what comes then is the next step', () => {
    const steps = [{ id: 'rest', type: 'delay' as const, until: FIELD }, run.sms('bye')];
    const wake = '2026-12-01T09:00:00.000Z';
    given(runDecider, [run.runStarted, run.waiting('rest', 1, wake, 'for a test')])
      .when({ type: 'ResumeRun', waitId: 'rest:1', world: run.worldOf(steps, wake) })
      .then([run.resumed('rest:1'), run.completed('rest', 'delay'), run.intent('bye', run.SMS, wake)]);
  });
});

describe('a delay in a definition', () => {
  const saying = (step: object) => () =>
    parseDefinition({ name: 'W', trigger: { type: 'manual' }, steps: [{ id: 'rest', type: 'delay', ...step }] });

  it.each([
    { duration: 'P2D' },
    { until: FIELD },
    { until: 'contact.birthday', offset: '-P1D' },
    { until: 'data.visits.0.at', offset: 'PT0S' },
  ])('is taken: %j', (step) => {
    expect(saying(step)().steps).toEqual([{ id: 'rest', type: 'delay', ...step }]);
  });

  it.each<[object, string]>([
    [{}, 'steps[0].duration: is required'],
    [{ duration: 'P2D', until: FIELD }, 'steps[0].duration: does not go with until'],
    [{ duration: 'P2D', offset: '-P1D' }, 'steps[0].offset: goes with until only'],
    [{ until: 'appointment.startsAt' }, 'steps[0].until: must be a path into contact or data, such as data.total'],
    [{ until: '2026-12-01' }, 'steps[0].until: must be a path into contact or data, such as data.total'],
    [{ until: 'data' }, 'steps[0].until: must be a path into contact or data, such as data.total'],
    [{ until: '' }, 'steps[0].until: must not be empty'],
    [{ until: 5 }, 'steps[0].until: must be a string'],
    [{ until: null }, 'steps[0].until: must be a string'],
    [{ until: FIELD, offset: '1 day' }, 'steps[0].offset: is not an ISO 8601 duration such as -PT24H'],
    [{ until: FIELD, offset: 'P11Y' }, 'steps[0].offset: is longer than ten years'],
    [{ until: FIELD, offset: -1 }, 'steps[0].offset: must be a string'],
    [{ until: FIELD, before: 'P1D' }, 'steps[0].before: is not known here'],
  ])('is refused: %j', (step, fault) => {
    expect(faultsOf(saying(step))).toEqual([fault]);
  });
});
