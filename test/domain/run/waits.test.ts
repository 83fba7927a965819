import { DEFAULT_SETTINGS, WEEKDAYS } from '../../../src/domain/account/settings';
import type { AccountSettings } from '../../../src/domain/account/settings';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import { localDate } from '../../../src/domain/time/time-zone';
import type { Zone } from '../../../src/domain/time/zone';
import { isoTime } from '../../../src/kernel/clock';
import { given } from '../../given';
import * as run from './a-run';

const closedFor = (...closedDates: readonly string[]) => ({ ...DEFAULT_SETTINGS, closedDates });
const berlin = { ...DEFAULT_SETTINGS, timezone: 'Europe/Berlin' };

describe('a delay', () => {
  const waits = (duration: string, at: string, timezone: string | null, changes: Partial<World> = {}) => {
    const contact = { id: 'ana', ...(timezone === null ? {} : { timezone }) };
    const world = run.worldOf([{ id: 'rest', type: 'delay', duration }], at, changes);
    const started = { ...run.started, contact };
    const [, event] = runDecider.decide({ type: 'StartRun', started, world }, runDecider.initialState);
    return event?.type === 'RunWaiting' ? [event.data.wakeAt, event.data.rule] : event?.type;
  };

  it('stores its wake time and what it follows from', () => {
    given(runDecider, [])
      .when(run.start([{ id: 'rest', type: 'delay', duration: 'P2D' }, run.sms('bye')]))
      .then([run.runStarted, run.waiting('rest', 1, '2026-11-26T10:00:00.000Z', 'P2D in UTC')]);
  });

  it('of hours is exact time and of days is calendar days, across a change of the clocks', () => {
    const saturday = '2026-10-24T10:00:00.000Z';
    expect(waits('PT24H', saturday, 'Europe/Berlin')).toEqual(['2026-10-25T10:00:00.000Z', 'PT24H in Europe/Berlin']);
    expect(waits('P1D', saturday, 'Europe/Berlin')).toEqual(['2026-10-25T11:00:00.000Z', 'P1D in Europe/Berlin']);
  });

  it("counts days in the contact's zone, else the workflow's, else the account's, else UTC", () => {
    const saturday = '2026-03-28T12:00:00.000Z';
    const definition = run.definitionOf([{ id: 'rest', type: 'delay', duration: 'P1D' }], 'America/New_York');
    const at = (zone: string, wakeAt: string) => [wakeAt, `P1D in ${zone}`];
    expect(waits('P1D', saturday, 'Asia/Kathmandu', { definition, settings: berlin })).toEqual(
      at('Asia/Kathmandu', '2026-03-29T12:00:00.000Z'),
    );
    expect(waits('P1D', saturday, null, { definition, settings: berlin })).toEqual(
      at('America/New_York', '2026-03-29T12:00:00.000Z'),
    );
    expect(waits('P1D', saturday, null, { settings: berlin })).toEqual(at('Europe/Berlin', '2026-03-29T11:00:00.000Z'));
    expect(waits('P1D', saturday, null)).toEqual(at('UTC', '2026-03-29T12:00:00.000Z'));
  });

  it('of nothing is over at once', () => {
    expect(waits('PT0S', run.NOW, null)).toBe('StepCompleted');
  });
});

describe('a hold for business hours', () => {
  const steps: readonly Step[] = [{ id: 'hours', type: 'business_hours' }, run.sms('bye')];
  const startAt = (at: string, changes: Partial<World> = {}) => ({
    type: 'StartRun' as const,
    started: run.started,
    world: run.worldOf(steps, at, changes),
  });
  const hold = (n: number, wakeAt: string, zone: Zone = run.UTC) =>
    run.waiting('hours', n, wakeAt, `business hours in ${zone.timezone}`, 'business_hours', zone);
  const passed = run.completed('hours', 'business_hours', { rule: 'business hours in UTC', ...run.UTC });

  it('passes at the first instant of a window, and waits for the next one from its last on', () => {
    const nothing = given(runDecider, []);
    const [first, after] = ['2026-11-24T09:00:00.000Z', '2026-11-24T17:00:00.000Z'];
    nothing.when(startAt(first)).then([run.runStartedAt(first), passed, run.intent('bye', run.SMS, first)]);
    nothing.when(startAt(after)).then([run.runStartedAt(after), hold(1, '2026-11-25T09:00:00.000Z')]);
  });

  it("goes by the workflow's zone, else the account's, never the contact's", () => {
    const started = { ...run.started, contact: { id: 'ana', timezone: 'Asia/Kathmandu' } };
    const evening = '2026-11-24T20:00:00.000Z';
    const inZone = (world: World, wakeAt: string, zone: Zone): void => {
      given(runDecider, [])
        .when({ type: 'StartRun', started, world })
        .then([{ type: 'RunStarted', data: { ...started, startedAt: isoTime(world.now) } }, hold(1, wakeAt, zone)]);
    };
    const ofAccount: Zone = { timezone: 'Europe/Berlin', timezoneOf: 'account' };
    inZone(run.worldOf(steps, evening, { settings: berlin }), '2026-11-25T08:00:00.000Z', ofAccount);
    const definition = run.definitionOf(steps, 'Pacific/Honolulu');
    inZone(
      run.worldOf(steps, '2026-11-24T18:00:00.000Z', { settings: berlin, definition }),
      '2026-11-24T19:00:00.000Z',
      { timezone: 'Pacific/Honolulu', timezoneOf: 'workflow' },
    );
  });

  it('is checked again at the wake: the hours may have changed meanwhile', () => {
    const wakeAt = '2026-11-25T09:00:00.000Z';
    const held = given(runDecider, [run.runStarted, hold(1, wakeAt)]);
    const resumeAt = (at: string, changes: Partial<World> = {}) => ({
      type: 'ResumeRun' as const,
      waitId: 'hours:1',
      world: run.worldOf(steps, at, changes),
    });
    held.when(resumeAt(wakeAt)).then([run.resumed('hours:1'), passed, run.intent('bye', run.SMS, wakeAt)]);
    held.when(resumeAt('2026-11-25T18:00:00.000Z')).then([run.resumed('hours:1'), hold(2, '2026-11-26T09:00:00.000Z')]);
    held
      .when(resumeAt(wakeAt, { settings: closedFor('2026-11-25', '2026-11-26') }))
      .then([run.resumed('hours:1'), hold(2, '2026-11-27T09:00:00.000Z')]);
  });

  const message = 'the business hours in UTC have no opening within 400 days';
  const noOpening: RunEvent = {
    type: 'StepFailed',
    data: {
      ...run.ofRun,
      stepId: 'hours',
      stepType: 'business_hours',
      error: { code: 'no_opening', message },
      output: { rule: 'business hours in UTC', ...run.UTC },
    },
  };
  const everyDay = Array.from({ length: 402 }, (_, day) =>
    localDate(Date.parse(run.NOW) + (day - 1) * 86_400_000, 'UTC'),
  );

  it.each<[string, Partial<AccountSettings>]>([
    ['all weekdays are left out', { businessHours: {} }],
    ['all weekdays are empty', { businessHours: Object.fromEntries(WEEKDAYS.map((day) => [day, []])) }],
    ['every date is closed', closedFor(...everyDay)],
    [
      'the only weekday is closed on each of its dates',
      { businessHours: { mon: [['09:00', '17:00']] }, closedDates: everyDay },
    ],
  ])('fails without an opening within 400 days, and the run goes on: %s', (_, closed) => {
    const settings = { ...DEFAULT_SETTINGS, ...closed };
    given(runDecider, [])
      .when(startAt(run.NOW, { settings }))
      .then([run.runStarted, noOpening, run.intent('bye')]);
  });

  it('fails so at its wake too, when all was closed meanwhile', () => {
    const wakeAt = '2026-11-25T09:00:00.000Z';
    const world = run.worldOf(steps, wakeAt, { settings: { ...DEFAULT_SETTINGS, businessHours: {} } });
    given(runDecider, [run.runStarted, hold(1, wakeAt)])
      .when({ type: 'ResumeRun', waitId: 'hours:1', world })
      .then([run.resumed('hours:1'), noOpening, run.intent('bye', run.SMS, wakeAt)]);
  });

  it('stops the run then only when it says so', () => {
    const stopping: readonly Step[] = [{ id: 'hours', type: 'business_hours', onError: 'stop' }, run.sms('bye')];
    const settings = { ...DEFAULT_SETTINGS, businessHours: {} };
    given(runDecider, [])
      .when({ type: 'StartRun', started: run.started, world: run.worldOf(stopping, run.NOW, { settings }) })
      .then([run.runStarted, noOpening, run.runFailed(1, 'hours', 'no_opening', message)]);
  });

  it('that failed with condition_error in an older log still stops its run', () => {
    const old = run.failed('hours', 'condition_error', message, 'business_hours');
    given(runDecider, [run.runStarted, old])
      .when({ type: 'TakeOverRun', abandoned: true, honoursKeys: true, world: run.worldOf(steps) })
      .then([run.runFailed(1, 'hours', 'condition_error', message)]);
  });
});
