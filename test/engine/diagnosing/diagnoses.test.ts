import { diagnose } from '../../../src/engine/diagnosing/diagnoses';
import type { Facts } from '../../../src/engine/diagnosing/facts';
import type { ProjectionView, WorkView } from '../../../src/engine/projecting/projection-admin';
import { positionFrom } from '../../../src/kernel/message';

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const GIB = 1_073_741_824;

const view: ProjectionView = {
  name: 'run-history',
  version: 3,
  copy: 'v3',
  status: 'live',
  folded: 1,
  position: positionFrom(9n),
  lag: 0,
  lagMs: 0,
  eventsPerSecond: null,
  failure: null,
  pausedAt: null,
  rebuild: null,
  last: null,
};
const rebuild: WorkView = {
  kind: 'rebuild',
  copy: 'v3_1',
  status: 'building',
  startedAt: '2026-11-24T09:00:00.000Z',
  position: positionFrom(5n),
  lag: 4,
  events: 5,
  eventsPerSecond: 100,
  reason: null,
  failure: null,
};
const failure = {
  projection: 'run-history',
  stream: 'run-1',
  revision: 3,
  position: positionFrom(4n),
  type: 'StepStarted',
  at: '2026-11-24T09:00:00.000Z',
  error: 'it is odd',
};

/** A service that has run for a month, busy and backed up. */
const healthy: Facts = {
  now: NOW,
  isService: true,
  silentStores: [],
  projections: [view],
  trouble: null,
  stops: [],
  otherLog: new Map(),
  timers: [
    { kind: 'wait', count: 3, overdueMs: 900 },
    { kind: 'reminder', count: 0, overdueMs: 0 },
  ],
  clocks: [
    { of: 'event store', aheadMs: -40 },
    { of: 'read store', aheadMs: 900 },
    { of: 'ledger', aheadMs: 0 },
  ],
  channels: [],
  senderless: [],
  ledger: { head: positionFrom(9n), since: NOW - 30 * DAY },
  machine: {
    nodeRefusal: null,
    providers: ['email'],
    senders: ['email'],
    publicUrl: 'https://runledger.example.com',
    disks: [{ folder: '/data', freeBytes: 200 * GIB, totalBytes: 400 * GIB }],
    backups: { areOurs: true, last: { at: NOW - DAY, position: positionFrom(2n) } },
  },
};
const machine = (fields: Partial<Facts['machine']>): Partial<Facts> => ({ machine: { ...healthy.machine, ...fields } });
const backups = (last: Facts['machine']['backups']['last'], areOurs = true) => machine({ backups: { areOurs, last } });
const disk = (freeGib: number, totalGib: number) =>
  machine({ disks: [{ folder: '/data', freeBytes: freeGib * GIB, totalBytes: totalGib * GIB }] });
const projection = (fields: Partial<ProjectionView>): Partial<Facts> => ({ projections: [{ ...view, ...fields }] });

describe('nothing is found', () => {
  it.each<readonly [string, Partial<Facts>]>([
    ['of a healthy service', {}],
    [
      'of a service that is younger than a day and has no backup',
      { ...backups(null), ledger: { head: '9', since: NOW - DAY + 1 } },
    ],
    ['of an empty ledger', { ...backups(null), ledger: { head: '', since: null } }],
    ['of an old backup that has everything', backups({ at: NOW - 90 * DAY, position: positionFrom(9n) })],
    ['of a backup of 7 days', backups({ at: NOW - 7 * DAY, position: positionFrom(2n) })],
    ['of backups that are made with the tools of a server', backups(null, false)],
    ['of a timer that is a minute late', { timers: [{ kind: 'wait', count: 1, overdueMs: MINUTE }] }],
    ['of a clock that is off by less than a minute', { clocks: [{ of: 'read store', aheadMs: MINUTE - 1 }] }],
    ['of a service without providers that nobody reaches', machine({ providers: [], publicUrl: null })],
    ['of a rebuild under way', projection({ rebuild })],
    ['of a projection that is paused', projection({ status: 'paused', lagMs: DAY })],
    ['of one whose new version is built', projection({ status: 'upgrading', lagMs: DAY, rebuild })],
    ['of a large disk that is 96% full', disk(40, 1_000)],
    ['of a small disk with room', disk(2, 20)],
    [
      'of a rebuild that nobody works on while no service runs',
      { isService: false, ...projection({ rebuild: { ...rebuild, status: 'stalled' } }) },
    ],
  ])('%s', (_, fields) => {
    expect(diagnose({ ...healthy, ...fields })).toEqual([]);
  });
});

describe('what is wrong is told in words, with what to do about it:', () => {
  it.each<readonly [string, Partial<Facts>, string, RegExp, RegExp]>([
    [
      'a Node that cannot run it',
      machine({ nodeRefusal: 'Node 24.1.0 cannot run this version, which needs Node ^20.19.0' }),
      'node_version',
      /^Node 24\.1\.0 cannot run this version, which needs Node \^20\.19\.0$/,
      /Start it with one of those/,
    ],
    [
      'a store that does not answer',
      { silentStores: ['event store'] },
      'store_silent',
      /^The event store does not answer\.$/,
      /can be reached from here/,
    ],
    [
      'a stopped projection',
      projection({ status: 'stopped', failure, lagMs: DAY }),
      'projection_stopped',
      /^run-history has stopped at revision 3 of run-1 \(position 0000000000000004, StepStarted\): it is odd\.$/,
      /npx runledger projections resume run-history$/,
    ],
    [
      'one that another process has stopped at',
      { stops: [failure], ...projection({ lagMs: DAY }) },
      'projection_stopped',
      /^run-history has stopped at revision 3 of run-1 /,
      /projections resume run-history$/,
    ],
    [
      'a rebuild that has stopped',
      projection({ rebuild: { ...rebuild, status: 'stopped', reason: 'it is odd', failure } }),
      'projection_stopped',
      /^The copy of run-history that is built has stopped at revision 3 of run-1 /,
      /What answers is not touched/,
    ],
    [
      'a rebuild that makes no progress',
      projection({
        status: 'stalled',
        rebuild: { ...rebuild, status: 'stalled', reason: 'no process that folds works on it' },
      }),
      'projection_stalled',
      /^The rebuild of run-history makes no progress: no process that folds works on it\.$/,
      /role projector runs/,
    ],
    [
      'a projection that is behind',
      projection({ lagMs: MINUTE + 1_000 }),
      'projection_stalled',
      /^run-history is 61 s behind the log\.$/,
      /role projector runs/,
    ],
    [
      'a projector that cannot fold',
      { trouble: 'the projector waits for its stores', ...projection({ lagMs: DAY }) },
      'projection_stalled',
      /^Nothing is folded: the projector waits for its stores\.$/,
      /role projector runs/,
    ],
    [
      'a read model that is folded from the beginning',
      projection({ status: 'folding', folded: 0.409, lag: 1_234, lagMs: 60 * DAY }),
      'projection_folding',
      /^Read models are folded from the log, and do not answer before they are: run-history \(40 %, 1234 places left\)\.$/,
      /^Wait\. .*role projector runs/,
    ],
    [
      'a read model that is paused while others write',
      projection({ status: 'paused', pausedAt: '2026-11-24T09:00:00.000Z', lag: 3, lagMs: 10 * MINUTE }),
      'projection_paused',
      /^run-history is paused since 2026-11-24T09:00:00\.000Z: it answers as of 10 minutes ago\.$/,
      /projections resume run-history$/,
    ],
    [
      'a checkpoint of another log',
      { otherLog: new Map([['outbox', 'it was folded from another log']]) },
      'other_log',
      /^outbox is not the fold of this log: it was folded from another log\.$/,
      /belong together.*projections rebuild --all$/,
    ],
    [
      'a wait that is overdue',
      { timers: [{ kind: 'wait', count: 1, overdueMs: MINUTE + 1_000 }] },
      'timers_overdue',
      /^A wait is 61 s overdue\.$/,
      /role engine/,
    ],
    [
      'timers that nobody wakes, since no service runs',
      { isService: false, timers: [{ kind: 'reminder', count: 12, overdueMs: 3 * 3_600_000 }] },
      'timers_overdue',
      /^12 reminders are due, the first of them 3 hours overdue\.$/,
      /Start the service/,
    ],
    [
      'a clock that is behind that of a store by a minute',
      { clocks: [{ of: 'read store', aheadMs: -MINUTE }] },
      'clock_off',
      /^The clock of the service is 60 s behind that of the read store\.$/,
      /NTP/,
    ],
    [
      'one that is ahead by a minute',
      { clocks: [{ of: 'event store', aheadMs: MINUTE }] },
      'clock_off',
      /^The clock of the service is 60 s ahead of that of the event store\.$/,
      /NTP/,
    ],
    [
      'one that was set back',
      { clocks: [{ of: 'ledger', aheadMs: -600_000 }] },
      'clock_off',
      /^The last event of the ledger is of a time that is 10 minutes from now: a clock was set back/,
      /NTP/,
    ],
    [
      'a provider that refuses the login',
      { channels: [{ channel: 'email', trouble: 'it refuses the login (535)' }] },
      'channel_fails',
      /^The provider of email cannot be used: it refuses the login \(535\)\.$/,
      /SMTP_URL is right/,
    ],
    [
      'a provider of SMS that come from nobody, though an account sends some',
      { senderless: [{ channel: 'sms', accounts: ['acme'] }] },
      'sender_missing',
      /^SMS_FROM is missing, and the account acme has no smsFrom, but active workflows that send SMS: each such step fails\.$/,
      /^Set SMS_FROM .* smsFrom in the settings/,
    ],
    [
      'one of emails, of several accounts',
      { senderless: [{ channel: 'email', accounts: ['acme', 'globex'] }] },
      'sender_missing',
      /^EMAIL_FROM is missing, and the accounts acme, globex have no emailFrom, but .* send email: /,
      /^Set EMAIL_FROM /,
    ],
    [
      'that PUBLIC_URL is missing while a provider is set',
      machine({ publicUrl: null }),
      'public_url_missing',
      /^PUBLIC_URL is missing while a provider of email is configured\.$/,
      /unsubscribe/,
    ],
    [
      'that it is no address that people can trust',
      machine({ publicUrl: 'http://runledger.example.com' }),
      'public_url_missing',
      /^PUBLIC_URL is no https address while /,
      /https address/,
    ],
    [
      'a disk that is nearly full',
      disk(4, 100),
      'disk_nearly_full',
      /^The disk of \/data has 4\.0 GiB left of 100\.0 GiB\.$/,
      /Make room/,
    ],
    ['a small one', disk(0.5, 4), 'disk_nearly_full', /^The disk of \/data has 0\.5 GiB left/, /Make room/],
    ['a tiny one', disk(1 / 32, 1 / 16), 'disk_nearly_full', /has 32 MiB left of 64 MiB\.$/, /Make room/],
    ['no backup', backups(null), 'no_backup', /^The ledger has never been backed up\.$/, /npx runledger backup/],
    [
      'an old backup',
      backups({ at: NOW - 8 * DAY, position: positionFrom(2n) }),
      'no_backup',
      /^The last backup is 8 days old\.$/,
      /every day/,
    ],
    [
      'a backup of more than there is',
      backups({ at: NOW - DAY, position: positionFrom(99n) }),
      'no_backup',
      /is of another ledger or of more than there is/,
      /npx runledger backup/,
    ],
  ])('%s', (_, fields, code, problem, remedy) => {
    const findings = diagnose({ ...healthy, ...fields });
    expect(findings).toMatchObject([{ code }]);
    expect(findings[0]?.problem).toMatch(problem);
    expect(findings[0]?.remedy).toMatch(remedy);
  });

  it('each fault that there is, once, however many there are', () => {
    const all = {
      ...healthy,
      ...disk(0.1, 4),
      silentStores: ['read store'],
      stops: [failure],
      timers: [{ kind: 'wait', count: 1, overdueMs: DAY }],
      ...projection({ status: 'stopped', failure, lagMs: DAY }),
    } as const;
    expect(diagnose(all).map(({ code }) => code)).toEqual([
      'store_silent',
      'projection_stopped',
      'timers_overdue',
      'disk_nearly_full',
    ]);
  });
});
