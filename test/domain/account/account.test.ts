import { MAX_WORKFLOWS, accountDecider } from '../../../src/domain/account/account';
import type { AccountCommand } from '../../../src/domain/account/account';
import type { AccountEvent } from '../../../src/domain/account/events';
import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import type { AccountSettings } from '../../../src/domain/account/settings';
import { signingSecrets } from '../../../src/domain/account/webhook-secret';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const berlin: AccountSettings = {
  timezone: 'Europe/Berlin',
  businessHours: { mon: [['08:00', '16:00']] },
  closedDates: ['2026-12-25'],
  rateLimits: { sms: { perMinute: 10 } },
};

const change = (settings: AccountSettings): AccountCommand => ({ type: 'ChangeSettings', settings });
const changed = (settings: AccountSettings): AccountEvent => ({ type: 'AccountSettingsChanged', data: { settings } });
const register = (workflowId: string, ...events: readonly string[]): AccountCommand => ({
  type: 'RegisterTriggers',
  workflowId,
  events,
});
const registered = (workflowId: string, event: string): AccountEvent => ({
  type: 'TriggerRegistered',
  data: { workflowId, event },
});
const stateAfter = (...events: readonly AccountEvent[]) => fold(accountDecider, accountDecider.initialState, events);

describe("an account's settings", () => {
  it('are UTC, Monday to Friday from nine to five and no limits until they are set', () => {
    expect(accountDecider.initialState.settings).toEqual(DEFAULT_SETTINGS);
    expect(DEFAULT_SETTINGS).toMatchObject({ timezone: 'UTC', closedDates: [], rateLimits: {} });
    expect(Object.keys(DEFAULT_SETTINGS.businessHours)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    for (const windows of Object.values(DEFAULT_SETTINGS.businessHours)) expect(windows).toEqual([['09:00', '17:00']]);
  });

  it('are replaced as a whole', () => {
    given(accountDecider, [])
      .when(change(berlin))
      .then([changed(berlin)]);
    expect(stateAfter(changed(berlin), changed({ ...DEFAULT_SETTINGS, timezone: 'Asia/Kathmandu' })).settings).toEqual({
      ...DEFAULT_SETTINGS,
      timezone: 'Asia/Kathmandu',
    });
  });

  it('change nothing when they are the same', () => {
    given(accountDecider, []).when(change(DEFAULT_SETTINGS)).then([]);
    given(accountDecider, [changed(berlin)])
      .when(change({ ...berlin, businessHours: { mon: [['08:00', '16:00']] }, rateLimits: { sms: { perMinute: 10 } } }))
      .then([]);
  });
});

describe('the workflows that an event could concern', () => {
  it('are at most a thousand, of which each may still change', () => {
    const full = Array.from({ length: MAX_WORKFLOWS }, (_, i) => registered(`w-${i}`, 'booked'));
    const state = stateAfter(...full);
    expect(() => accountDecider.decide(register('one-more', 'paid', 'booked'), state)).toThrow(
      'trigger: booked concerns 1000 workflows already',
    );
    expect(accountDecider.decide(register('w-0', 'booked', 'paid'), state)).toEqual([registered('w-0', 'paid')]);
  });

  it('are recorded once for each type of event', () => {
    given(accountDecider, [])
      .when(register('welcome', 'booked', 'cancelled', 'booked'))
      .then([registered('welcome', 'booked'), registered('welcome', 'cancelled')]);
    given(accountDecider, [registered('welcome', 'booked')])
      .when(register('welcome', 'booked', 'cancelled'))
      .then([registered('welcome', 'cancelled')]);
    given(accountDecider, [registered('welcome', 'booked')])
      .when(register('welcome', 'booked'))
      .then([]);
  });

  it('may be several, also for one type', () => {
    given(accountDecider, [registered('welcome', 'booked')])
      .when(register('farewell', 'booked'))
      .then([registered('farewell', 'booked')]);
    const state = stateAfter(
      registered('welcome', 'booked'),
      registered('farewell', 'booked'),
      registered('welcome', 'cancelled'),
    );
    expect(state.workflowsByEvent).toEqual(
      new Map([
        ['booked', new Set(['welcome', 'farewell'])],
        ['cancelled', new Set(['welcome'])],
      ]),
    );
  });

  it('stay when the settings change, and the settings when they do', () => {
    const state = stateAfter(registered('welcome', 'booked'), changed(berlin), registered('welcome', 'cancelled'));
    expect(state.settings).toEqual(berlin);
    expect([...state.workflowsByEvent.keys()]).toEqual(['booked', 'cancelled']);
  });

  it('are recorded in a state of its own: what was read before stays as it was', () => {
    const before = stateAfter(registered('welcome', 'booked'));
    accountDecider.evolve(before, registered('farewell', 'booked'));
    expect(before.workflowsByEvent).toEqual(new Map([['booked', new Set(['welcome'])]]));
  });
});

describe("the secret of an account's webhooks", () => {
  const NOW = Date.parse('2026-11-24T10:00:00.000Z');
  const rotate = (secret: string): AccountCommand => ({ type: 'RotateWebhookSecret', secret, now: NOW });
  const rotatedTo = (secret: string, previousSignsUntil: string | null): AccountEvent => ({
    type: 'WebhookSecretRotated',
    data: { secret, previousSignsUntil },
  });
  const UNTIL = '2026-11-25T10:00:00.000Z';

  it('is followed by the next one, which it signs along with for 24 hours', () => {
    given(accountDecider, [])
      .when(rotate('a'))
      .then([rotatedTo('a', null)]);
    given(accountDecider, [rotatedTo('a', null)])
      .when(rotate('b'))
      .then([rotatedTo('b', UNTIL)]);
    const { webhookSecret } = stateAfter(rotatedTo('a', null), rotatedTo('b', UNTIL));
    const until = Date.parse(UNTIL);
    expect([until - 1, until].map((now) => signingSecrets(webhookSecret, now))).toEqual([['b', 'a'], ['b']]);
  });
});
