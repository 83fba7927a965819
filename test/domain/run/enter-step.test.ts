import { runDecider } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import type { EffectRequest } from '../../../src/domain/effect/effect';
import type { JsonObject } from '../../../src/kernel/message';
import { given } from '../../given';
import * as run from './a-run';

describe('an exit', () => {
  it('ends the run, whatever stands after it', () => {
    given(runDecider, [])
      .when(run.start([{ id: 'out', type: 'exit' }, run.sms('never')]))
      .then([run.runStarted, run.completed('out', 'exit'), run.runCompleted]);
  });

  it('ends the run from inside a branch', () => {
    const steps: readonly Step[] = [
      {
        id: 'any',
        type: 'condition',
        if: { field: 'data.total', op: 'exists' },
        then: [{ id: 'out', type: 'exit' }],
        else: [],
      },
      run.sms('never'),
    ];
    const comparisons = [{ field: 'data.total', op: 'exists', value: null, actual: 1200, passed: true }];
    given(runDecider, [])
      .when(run.start(steps))
      .then([
        run.runStarted,
        run.completed('any', 'condition', { comparisons }, true),
        run.completed('out', 'exit'),
        run.runCompleted,
      ]);
  });
});

describe('a condition', () => {
  const big = (limit: number, more: Partial<Extract<Step, { type: 'condition' }>> = {}): Step => ({
    id: 'big',
    type: 'condition',
    if: { field: 'data.total', op: 'gte', value: limit },
    then: [run.sms('thank')],
    else: [run.sms('thank-anyway')],
    ...more,
  });
  const took = (passed: boolean, value: number) => {
    const output: JsonObject = { comparisons: [{ field: 'data.total', op: 'gte', value, actual: 1200, passed }] };
    return run.completed('big', 'condition', output, passed);
  };

  it('takes one branch and tells the compared values', () => {
    const nothing = given(runDecider, []);
    nothing.when(run.start([big(1000)])).then([run.runStarted, took(true, 1000), run.intent('thank')]);
    nothing.when(run.start([big(2000)])).then([run.runStarted, took(false, 2000), run.intent('thank-anyway')]);
  });

  it('goes on behind it after an empty branch', () => {
    given(runDecider, [])
      .when(run.start([big(1000, { then: [] }), run.sms('bye')]))
      .then([run.runStarted, took(true, 1000), run.intent('bye')]);
  });

  it('always stops the run when it cannot be evaluated', () => {
    const steps = [
      big(1000, { if: { field: 'contact.name', op: 'gt', value: 5 }, onError: 'continue' }),
      run.sms('never'),
    ];
    const message =
      'contact.name is "Ana" and cannot be compared (gt) with 5: ' +
      'expected two numbers, texts that are numbers in decimal form, or two texts';
    given(runDecider, [])
      .when(run.start(steps))
      .then([
        run.runStarted,
        run.failed('big', 'condition_error', message, 'condition'),
        run.runFailed(1, 'big', 'condition_error', message),
      ]);
  });
});

describe('an effect', () => {
  const intends = (step: Step, request: EffectRequest, changes: Partial<World> = {}): void => {
    given(runDecider, [])
      .when(run.start([step], changes))
      .then([run.runStarted, run.intent(step.id, request)]);
  };

  it('goes to the phone and the email of the contact unless told otherwise', () => {
    intends(run.sms('s', { body: 'Hi {{ contact.name }}' }), { ...run.SMS, body: 'Hi Ana' });
    intends(run.sms('s', { to: ' {{ "+15550199" }} ' }), { channel: 'sms', to: '+15550199', body: 'Hello' });
    intends(
      { id: 'e', type: 'email', subject: 'A & B', body: '<p>{{ "A & B" }}</p>' },
      { channel: 'email', to: 'ana@example.com', subject: 'A & B', body: '<p>A &amp; B</p>' },
    );
  });

  it('of a webhook tells the run, the contact and the data by default', () => {
    const url = 'https://example.com/{{ contact.id }}';
    const about = { id: 'run-1', workflowId: 'welcome', workflowName: 'Welcome', startedAt: run.NOW };
    const { contact, data } = run.started;
    const told = { channel: 'webhook', url: 'https://example.com/ana', method: 'POST', headers: {} } as const;
    intends({ id: 'w', type: 'webhook', url }, { ...told, body: { run: about, contact, data } });
    intends(
      {
        id: 'w',
        type: 'webhook',
        url,
        method: 'PUT',
        headers: { 'X-Who': '{{ account.id }}' },
        body: ['{{ run.id }}', 7],
      },
      { ...told, method: 'PUT', headers: { 'X-Who': 'acme' }, body: ['run-1', 7] },
    );
  });

  it('is skipped for whoever opted out, before anything of it is looked at', () => {
    const steps: readonly Step[] = [
      run.sms('nobody', { to: '{{ contact.mobile }}' }),
      run.sms('faulty', { to: '(555) 0100', body: '{{ data.nothing | required }}' }),
      { id: 'mail', type: 'email', subject: 'Hi', body: 'Hi' },
    ];
    given(runDecider, [])
      .when(run.start(steps, { optOuts: new Set(['sms']) }))
      .then([
        run.runStarted,
        run.skipped('nobody', 'sms_opt_out'),
        run.skipped('faulty', 'sms_opt_out'),
        run.intent('mail', { channel: 'email', to: 'ana@example.com', subject: 'Hi', body: 'Hi' }),
      ]);
  });

  it('is skipped where it would go to a phone or email of its contact that is opted out, whatever else is wrong with it', () => {
    const steps: readonly Step[] = [
      run.sms('faulty', { body: '{{ data.nothing | required }}' }),
      run.sms('empty', { to: ' {{ contact.phone }} ', body: '{{ data.nothing }}' }),
      run.sms('unrenderable', { body: '{{ data }}' }),
      run.sms('nobody', { to: '{{ contact.mobile }}' }),
      run.sms('elsewhere', { to: '{{ data.mobile }}', body: '{{ data.nothing }}' }),
      { id: 'mail', type: 'email', subject: '{{ data.nothing }}', body: 'Hi' },
    ];
    const optedOutAddresses = new Set(['+15550100', 'ana@example.com']);
    const data = { mobile: '+34600000009' };
    given(runDecider, [])
      .when({
        type: 'StartRun',
        started: { ...run.started, data },
        world: run.worldOf(steps, run.NOW, { optedOutAddresses }),
      })
      .then([
        { type: 'RunStarted', data: { ...run.started, data } },
        run.skipped('faulty', 'sms_opt_out'),
        run.skipped('empty', 'sms_opt_out'),
        run.skipped('unrenderable', 'sms_opt_out'),
        run.failed('nobody', 'missing_data', 'the contact has no phone'),
        run.failed('elsewhere', 'missing_data', 'the body renders to nothing'),
        { type: 'StepSkipped', data: { ...run.ofRun, stepId: 'mail', stepType: 'email', reason: 'email_opt_out' } },
        run.runFailed(2, 'nobody', 'missing_data', 'the contact has no phone'),
      ]);
  });

  it('shows dates in the zone of the run', () => {
    const clock = run.sms('s', { body: '{{ "now" | date: "%H:%M" }}' });
    const settings = { ...run.worldOf([]).settings, timezone: 'Asia/Kathmandu' };
    const at = (body: string): EffectRequest => ({ channel: 'sms', to: '+15550100', body });
    intends(clock, at('15:45'), { settings });
    intends(clock, at('11:00'), { settings, definition: run.definitionOf([clock], 'Europe/Berlin') });
  });

  it.each<[code: 'missing_data' | 'invalid_recipient' | 'template_error', message: string, step: Step]>([
    [
      'invalid_recipient',
      '"(555) 0100" is not one phone number such as +15550100000',
      run.sms('s', { to: ' (555) 0100 ' }),
    ],
    [
      'invalid_recipient',
      `"${'x'.repeat(100)}…" is not one email address such as ana@example.com`,
      { id: 's', type: 'email', to: 'x'.repeat(1_000), subject: '', body: '' },
    ],
    ['missing_data', 'the contact has no phone', run.sms('s', { to: '\u00a0\n' })],
    ['missing_data', 'the contact has no phone', run.sms('s', { to: '{{ contact.mobile }}' })],
    ['missing_data', 'the contact has no email', { id: 's', type: 'email', to: '  ', subject: '', body: '' }],
    [
      'missing_data',
      'a value that the template requires is absent',
      run.sms('s', { body: '{{ data.nothing | required }}' }),
    ],
    ['template_error', 'the rendered text is longer than 65536 characters', run.sms('s', { body: 'x'.repeat(65_537) })],
    [
      'template_error',
      'the rendered webhook is larger than 262144 bytes',
      { id: 's', type: 'webhook', url: 'https://example.com', body: Array(5).fill('ä'.repeat(30_000)) as string[] },
    ],
  ])('that cannot be rendered fails with %s (%s), and the run goes on', (code, message, step) => {
    given(runDecider, [])
      .when(run.start([step, run.sms('bye')]))
      .then([run.runStarted, run.failed('s', code, message, step.type), run.intent('bye')]);
  });

  it.each([
    ['must lead to a public host', 'https://{{ data.total }}/', {}],
    ['must lead to a public host', 'https://{{ contact.id }}.local/', {}],
    ['is not a valid address', 'https://{{ "{{ data.host }}" }}/', {}],
    ['is not a valid address', 'https://{{ contact.email }}/', {}],
    ['must not hold credentials', 'https://{{ contact.email | raw }}/', {}],
    ['must not be led to another path by a value', 'https://example.com/a/{{ ".." }}/b', {}],
    ['must not be led to another path by a value', 'https://example.com/a/{{ "." }}{{ "." }}?q', {}],
    ['must not be led to another path by a value', 'https://example.com/a/{{ "%2e%2E" | raw }}', {}],
    ['must be an https address', 'http://{{ "printer" }}:80/', { webhookAllowPrivate: ['printer:8080'] }],
  ])('of a webhook that is rendered to another target than it may have is blocked: %s', (wrong, url, changes) => {
    const step: Step = { id: 'w', type: 'webhook', url };
    given(runDecider, [])
      .when(run.start([step, run.sms('bye')], changes))
      .then([run.runStarted, run.failed('w', 'webhook_blocked', `the target ${wrong}`, 'webhook'), run.intent('bye')]);
  });

  it('of a webhook may reach what is private and allowed', () => {
    const step: Step = { id: 'w', type: 'webhook', url: 'http://{{ "printer" }}:8080/', body: null };
    const told = { channel: 'webhook', url: 'http://printer:8080/', method: 'POST', headers: {}, body: null } as const;
    intends(step, told, { webhookAllowPrivate: ['printer:8080'] });
  });
});
