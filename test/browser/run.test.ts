import type { Page } from 'playwright-core';
import { SmsProviderDouble, accepted, refused } from '../doubles/sms-provider';
import { MEANINGS, SKIPPED } from '../../console/src/words/codes';
import { FAILURE_CODES } from '../../src/domain/effect/effect';
import type { FailureCode } from '../../src/domain/effect/effect';
import { cutOff, seriousFaults, withConsole } from './with-console';

const A = '/api/automations';
const ANA = {
  name: 'Ana Lopez',
  phone: '+12025550123',
  email: 'ana@example.com',
  timezone: 'America/New_York',
} as const;
const STEPS = [
  {
    id: 'copy',
    type: 'email',
    label: 'Copy',
    subject: 'Your estimate',
    body: '<p>Hello <b>{{ contact.name }}</b></p>',
  },
  {
    id: 'large',
    type: 'condition',
    label: 'Large?',
    if: { field: 'data.estimate.total', op: 'gte', value: 1000 },
    then: [{ id: 'call', type: 'sms', label: 'Call', body: 'Shall we call you, {{ contact.name }}?' }],
    else: [],
  },
  {
    id: 'crm',
    type: 'webhook',
    label: 'Tell the CRM',
    url: 'https://crm.example.com/x',
    body: { of: '{{ contact.id }}' },
  },
  { id: 'wait', type: 'delay', label: 'Two days', duration: 'P2D' },
  { id: 'last', type: 'sms', label: 'Last call', body: 'Shall we keep it open?' },
];
const PICTURE =
  '<p>Look, {{ contact.name }}</p><script>document.title = "run"</script><img src="https://a.example/1.png">';
const SMS = [{ id: 'call', type: 'sms', label: 'Call', body: 'Shall we call you?' }];

/** What is offered beside a failure of a run that is over. */
const REMEDIES: Readonly<Record<FailureCode, string | null>> = {
  missing_data: 'Correct and enroll',
  invalid_recipient: 'Correct and enroll',
  no_opening: 'Open settings',
  rate_limited: 'Open settings',
  webhook_timeout: null,
  webhook_blocked: 'Open the automation',
  webhook_error: 'Open the automation',
  provider_error: 'Open settings',
  outcome_unknown: 'Record what became of it',
  template_error: 'Open the automation',
  condition_error: 'Open the automation',
  engine_error: null,
};

let provider: SmsProviderDouble;
afterAll(() => provider.stop());

withConsole(
  (console) => {
    let contacts = 0;
    const automation = async (steps: readonly object[]): Promise<string> => {
      const definition = { name: 'Estimates', trigger: { type: 'manual' }, steps };
      const { workflowId } = (await console().api('owner', `${A}/workflows`, definition)) as { workflowId: string };
      await console().api('owner', `${A}/workflows/${workflowId}/activate`, {});
      return workflowId;
    };
    const enrolled = async (workflowId: string, contact: object = ANA, total = 6200): Promise<string> => {
      const body = { contact: { id: `c-${contacts++}`, ...contact }, data: { estimate: { total } } };
      const at = `${A}/workflows/${workflowId}/enrollments`;
      return ((await console().api('manager', at, body)) as { runId: string }).runId;
    };
    const startedRun = async (steps: readonly object[] = STEPS, contact: object = ANA): Promise<string> =>
      enrolled(await automation(steps), contact);
    const step = (page: Page, label: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: label, exact: true }) });

    test('the timeline shows each message as it was sent, each call, and each branch in words', async () => {
      const page = await console().as('manager', `/runs/${await startedRun()}`);
      await step(page, 'Call').getByText('Shall we call you, Ana Lopez?').waitFor();
      await step(page, 'Call').getByText('to +12025550123').waitFor();
      await step(page, 'Call').getByText('1 segment, GSM-7').waitFor();
      await step(page, 'Call')
        .getByText(/^Handed to the provider/)
        .waitFor();
      await step(page, 'Large?').getByText('TRUE', { exact: true }).waitFor();
      await step(page, 'Call')
        .getByText(/^SMS · if TRUE · /)
        .waitFor();
      await step(page, 'Large?').getByText('Estimate total 6,200 is at least 1,000', { exact: true }).waitFor();
      await step(page, 'Tell the CRM').getByText('https://crm.example.com/x').waitFor();
      await step(page, 'Tell the CRM')
        .getByText('Put into the outbox, which shows its body, and not sent: crm.example.com is a name for examples.')
        .waitFor();
      await step(page, 'Tell the CRM')
        .getByText('Headers are not shown here, for they may hold secrets.', { exact: true })
        .waitFor();
      const mail = page.frameLocator('iframe[title="The email “Your estimate”"]');
      await mail.getByText('Hello Ana Lopez').waitFor();
    });

    test('an email runs no script and asks for no picture', async () => {
      const steps = [{ id: 'picture', type: 'email', label: 'Picture', subject: 'Picture', body: PICTURE }];
      const page = await console().as('viewer');
      const refused = page.waitForEvent('requestfailed', (request) => request.url() === 'https://a.example/1.png');
      await page.goto(`${console().address}/runs/${await startedRun(steps)}`);
      await page.frameLocator('iframe[title="The email “Picture”"]').getByText('Look, Ana Lopez').waitFor();
      expect((await refused).failure()).toEqual({ errorText: 'csp' });
      expect(await page.title()).toBe('Ana Lopez: Estimates · Runledger');
      await page.context().close();
      expect(console().complaints.splice(0)).toContainEqual(expect.stringContaining('img-src data:'));
    });

    test('a wait tells until when, in whose zone, how long still and why; both zones on hover and on focus', async () => {
      const page = await console().as('viewer', `/runs/${await startedRun(STEPS.slice(1))}`);
      const wait = step(page, 'Two days');
      await wait.getByText(/^Goes on .+ their time, in 1 d 23 h/).waitFor();
      await wait.getByText(/Why: 2 days\. Counted in America\/New York, the contact’s zone\.$/).waitFor();
      await wait.getByText(/^Then: “Last call” \(SMS\)\./).waitFor();
      const wakeAt = wait.locator('b time');
      await page.keyboard.press('Tab');
      for (const look of [() => wakeAt.focus(), () => wakeAt.hover()]) {
        await look();
        await page.getByText('Madrid, yours').waitFor();
        await page.getByText('New York, theirs').waitFor();
        await wakeAt.blur();
        await page.mouse.move(0, 0);
        await page.getByText('Madrid, yours').waitFor({ state: 'detached' });
      }
      expect(await page.getByRole('button', { name: 'Cancel run' }).count()).toBe(0);
    });

    test('a message that an opt-out will leave out is told before, by the run and by the contact', async () => {
      const id = await startedRun(STEPS.slice(3), { ...ANA, id: 'left-out', phone: '+12025550177' });
      const at = `${A}/contacts/left-out`;
      const { position } = (await console().api('manager', `${at}/opt-outs/sms`, {}, 'PUT')) as { position: string };
      await console().api('viewer', `${at}?minPosition=${position}`);
      const page = await console().as('viewer', `/runs/${id}`);
      const toCome = '“Last call” (SMS), which will be left out: opted out of SMS.';
      await step(page, 'Two days').getByText(`Then: ${toCome}`).waitFor();
      await page.goto(`${console().address}/contacts/left-out`);
      await page
        .getByText(/^Next: “Estimates” goes on .+ their time, in 1 d/)
        .getByText(`, with ${toCome}`)
        .waitFor();
    });

    test('a run is cancelled once it was confirmed; nothing is counted down any more, and the contact enrolled again', async () => {
      const page = await console().as('manager', `/runs/${await startedRun()}`);
      await page.getByText(/in 1 d 23 h/).waitFor();
      const button = page.getByRole('button', { name: 'Cancel run' });
      const dialog = page.getByRole('alertdialog', { name: 'Cancel the run of Ana Lopez?' });
      await button.click();
      await dialog.getByText(/nothing more is sent/).waitFor();
      await page.waitForFunction(() => document.activeElement?.closest('[role=alertdialog]') !== null);
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel run');
      await page.keyboard.press('Enter');
      await dialog.getByLabel('Reason, if you like').fill('she called');
      await dialog.getByRole('button', { name: 'Cancel run' }).click();
      await page.getByText('The run is cancelled.').waitFor();
      await page.getByText(/^Begun by .+ Cancelled now by manager \(key [0-9a-f]{8}\): “she called”\.$/).waitFor();
      await step(page, 'Two days').getByText('cancelled', { exact: true }).waitFor();
      expect(await page.getByText(/\bin \d+ (?:d|h|min|s)\b/).count()).toBe(0);

      const before = page.url();
      await page.getByRole('button', { name: 'Enroll again' }).click();
      const again = page.getByRole('dialog', { name: 'Enroll a contact' });
      expect(await again.getByLabel('estimate total').inputValue()).toBe('6200');
      await again.getByLabel('estimate total').fill('80');
      expect(await again.getByLabel('contact name').inputValue()).toBe('Ana Lopez');
      expect(await seriousFaults(page)).toEqual([]);
      await again.getByRole('button', { name: 'Enroll', exact: true }).click();
      await step(page, 'Large?').getByText('FALSE', { exact: true }).waitFor();
      await step(page, 'Large?').getByText('Estimate total 80 is not at least 1,000', { exact: true }).waitFor();
      const after = page.url();
      await page.getByRole('link', { name: 'The run before' }).click();
      await page.waitForURL(before);
      await page.getByRole('link', { name: 'The run after' }).click();
      await page.waitForURL(after);
    });

    test('what went wrong says what it means and what to do about it, and leads there', async () => {
      const id = await startedRun(SMS, { name: 'Without phone' });
      const page = await console().as('viewer', `/runs/${id}`);
      await step(page, 'Call').getByText('Something was missing.', { exact: true }).waitFor();
      await step(page, 'Call').getByText('Add what is missing to the contact or the event').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await step(page, 'Call').getByRole('link', { name: 'Open the contact' }).click();
      await page.getByRole('heading', { name: 'Without phone', level: 1 }).waitFor();
      const manager = await console().as('manager', `/runs/${id}`);
      await step(manager, 'Call').getByText('Reason: the contact has no phone.', { exact: true }).waitFor();
      await step(manager, 'Call').getByRole('button', { name: 'Correct and enroll' }).click();
      const again = manager.getByRole('dialog', { name: 'Enroll a contact' });
      await again.getByLabel('contact phone').fill(ANA.phone);
      await again.getByRole('button', { name: 'Enroll', exact: true }).click();
      await step(manager, 'Call')
        .getByText(/^Handed to the provider/)
        .waitFor();
    });

    test('an owner records what became of an outcome that is not known', async () => {
      provider.answering = (response) => response.destroy();
      const page = await console().as('owner', `/runs/${await startedRun(SMS)}`);
      await step(page, 'Call').getByText('Perhaps sent.', { exact: true }).waitFor();
      provider.answering = accepted;
      await page.getByRole('button', { name: 'Record what became of it' }).click();
      const dialog = page.getByRole('alertdialog', { name: 'Was it sent?' });
      await dialog.getByLabel('No, it was not sent').check();
      await dialog.getByLabel('How it is known').fill('asked her');
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Record it' }).click();
      await page.getByText('Recorded.').waitFor();
      await step(page, 'Call')
        .getByText(/^Not sent, as owner \(key [0-9a-f]{8}\) recorded now: asked her$/)
        .waitFor();
      expect(await page.getByRole('button', { name: 'Record what became of it' }).count()).toBe(0);
    });

    test('Home says when a channel does not work, and no more once it works again', async () => {
      provider.answering = refused(401, 20003, 'Authenticate');
      const page = await console().as('viewer', `/runs/${await startedRun(SMS)}`);
      await step(page, 'Call').getByText('The provider refused it.', { exact: true }).waitFor();
      await page.goto(console().address);
      await page.getByText(/^The SMS channel does not work since \w{3}, \w{3} \d+/).waitFor();
      await page.getByText('Tell whoever runs this service.').first().waitFor();
      provider.answering = accepted;
      await page.goto(`${console().address}/runs/${await startedRun(SMS)}`);
      await step(page, 'Call')
        .getByText(/^Handed to the provider/)
        .waitFor();
      await page.goto(console().address);
      await page
        .getByText(/failed in the last day$/)
        .first()
        .waitFor();
      expect(await page.getByText(/^The SMS channel/).count()).toBe(0);
    });

    test('each failure tells what it means, what to do and where; what was left out is no failure', async () => {
      provider.answering = refused(400, 21211, 'Invalid number');
      const runId = await startedRun(SMS);
      const page = await console().as('owner', '/settings');
      await page.route(`**/api/automations/runs/${runId}`, async (route) => {
        const answer = (await (await route.fetch()).json()) as { timeline: readonly object[] };
        const [item] = answer.timeline;
        const failed = FAILURE_CODES.map((code) => ({
          ...item,
          stepId: code,
          label: code,
          error: { code, message: 'x' },
        }));
        const none = { status: 'skipped', error: null, failedAt: null };
        const skipped = Object.keys(SKIPPED).map((reason) => ({
          ...item,
          ...none,
          stepId: reason,
          label: reason,
          skippedReason: reason,
        }));
        await route.fulfill({ json: { ...answer, timeline: [...failed, ...skipped] } });
      });
      await page.goto(`${console().address}/runs/${runId}`);
      for (const code of FAILURE_CODES) {
        const { title, meaning, advice } = MEANINGS[code] ?? { title: code, meaning: code, advice: code };
        for (const words of [`${title}.`, meaning, advice]) await step(page, code).getByText(words).first().waitFor();
        await step(page, code).getByText('Failed', { exact: true }).waitFor();
        const buttons = step(page, code).locator('a, button');
        expect([code, await buttons.allTextContents()]).toEqual([
          code,
          REMEDIES[code] === null ? [] : [REMEDIES[code]],
        ]);
      }
      for (const [reason, words] of Object.entries(SKIPPED)) {
        await step(page, reason).getByText(words, { exact: true }).last().waitFor();
        expect(await step(page, reason).getByText('Failed').count()).toBe(0);
      }
      expect([await seriousFaults(page), await cutOff(page)]).toEqual([[], []]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });

    test('a run is shown as it was after each of its events', async () => {
      const page = await console().as('viewer', `/runs/${await startedRun()}`);
      await step(page, 'Two days').getByText('Waiting', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'As it was' }).click();
      const slider = page.getByRole('slider', { name: 'Event of the run' });
      const last = Number(await slider.getAttribute('max'));
      await page.getByText(`the run after event ${last + 1} of ${last + 1}`).waitFor();
      await slider.press('Home');
      await page.getByText(`the run after event 1 of ${last + 1}, when it was Running`).waitFor();
      await step(page, 'Two days').getByText('Waiting', { exact: true }).waitFor({ state: 'detached' });
      await slider.press('ArrowRight');
      await page.getByText(`the run after event 2 of ${last + 1}`).waitFor();
      expect(await page.getByText(/\bin \d+ (?:d|h|min|s)\b/).count()).toBe(0);
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Back to now' }).click();
      await step(page, 'Two days').getByText('Waiting', { exact: true }).waitFor();
    });

    test('an auditor sees the events as they are stored, with links along causation; others do not', async () => {
      const id = await startedRun();
      const page = await console().as('auditor', `/runs/${id}`);
      await page.getByRole('tab', { name: 'Events' }).click();
      const event = (type: string) => page.getByRole('listitem').filter({ hasText: type });
      await event('RunWaiting').getByText('Data', { exact: true }).click();
      await event('RunWaiting').getByText('"rule": "P2D in America/New_York"').waitFor();
      await event('RunWaiting')
        .getByRole('link', { name: /^the event / })
        .click();
      expect(new URL(page.url()).hash).toMatch(/^#event-/);
      expect(await page.locator(':target').count()).toBe(1);
      expect(await seriousFaults(page)).toEqual([]);
      await event('RunStarted')
        .getByRole('button', { name: /^the request / })
        .click();
      await page.getByRole('heading', { name: /^All that followed from the request / }).waitFor();
      await event('ContactEnrolled').waitFor();
      await page.reload();
      await event('ContactEnrolled').waitFor();
      await page.getByRole('button', { name: 'Only this run' }).click();
      await page.getByRole('heading', { name: 'Events', exact: true }).waitFor();
      const viewer = await console().as('viewer', `/runs/${id}?tab=events`);
      await step(viewer, 'Two days').waitFor();
      expect(await viewer.getByRole('tab').count()).toBe(0);
    });
  },
  async () => {
    provider = await SmsProviderDouble.start();
    return { SAMPLE: 'off', SMS_URL: provider.url, SMS_FROM: '+12025550100' };
  },
);
