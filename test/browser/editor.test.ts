import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { cutOff, seriousFaults, withConsole } from './with-console';

interface Listed {
  readonly items: readonly { readonly workflowId: string; readonly name: string }[];
}

const BUILT = 'dist/console/assets';
const A = '/api/automations/workflows';
const sms = (id: string, label: string) => ({ id, type: 'sms', label, body: `${label}, {{ contact.name }}` });
const large = { field: 'data.estimate.total', op: 'gte', value: 1000 };
const STEPS = [
  sms('first', 'First'),
  {
    id: 'large',
    type: 'condition',
    label: 'Large?',
    if: large,
    then: [sms('call', 'Call')],
    else: [sms('write', 'Write')],
  },
  sms('last', 'Last'),
];
const definition = (name: string, steps: readonly object[] = STEPS) => ({ name, trigger: { type: 'manual' }, steps });

/** Conditions within conditions, ten lists deep, a hundred steps in all. */
function hundredSteps(): readonly object[] {
  let n = 0;
  const list = (depth: number): readonly object[] => [
    ...Array.from({ length: 9 }, () => sms(`s${++n}`, `Step ${n}`)),
    ...(depth === 10
      ? [sms(`s${++n}`, `Step ${n}`)]
      : [{ id: `c${depth}`, type: 'condition', if: large, then: list(depth + 1), else: [] }]),
  ];
  return list(1);
}

const row = (page: Page, label: string) =>
  page.getByRole('button', { name: new RegExp(`^${label.replace('?', '\\?')}`) });
const told = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor({ state: 'attached' });

withConsole((console) => {
  const define = async (name: string, steps = STEPS as readonly object[]): Promise<string> => {
    const { workflowId } = (await console().api('manager', A, definition(name, steps))) as { workflowId: string };
    return workflowId;
  };
  const saved = async (id: string) =>
    (await console().api('viewer', `${A}/${id}`)) as { version: number; definition: ReturnType<typeof definition> };
  const edit = async (id: string, options = {}): Promise<Page> => {
    const page = await console().as('manager', `/automations/${id}/edit`, options);
    await page.getByLabel('Name', { exact: true }).waitFor();
    return page;
  };

  test('a new automation is made, shown as its contact will read it, and saved as a draft', async () => {
    const page = await console().as('manager', '/automations/new');
    await page.getByLabel('Name', { exact: true }).fill('Thank you');
    await page.getByLabel('Event').fill('job.completed');
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByRole('button', { name: 'SMS', exact: true }).click();
    await page.getByLabel('Text', { exact: true }).fill('Thank you, ');
    await page.getByRole('button', { name: 'Insert field into the text' }).click();
    await page.getByRole('menuitem', { name: /^job title/ }).waitFor();
    await page.getByRole('menuitem', { name: /^run workflow name/ }).waitFor();
    expect(await page.getByRole('menuitem', { name: /^run unsubscribe url/ }).count()).toBe(0);
    await page.getByRole('menuitem', { name: /^contact name/ }).click();
    await page.getByText('Thank you, Ana Lopez').waitFor();
    await page.getByText('1 segment, GSM-7').waitFor();
    await page.getByLabel('How the field is written in the text').selectOption({ label: 'as a day: Tue, Dec 1' });
    await page.getByRole('button', { name: 'Insert field into the text' }).click();
    await page.getByRole('menuitem', { name: /^job title/ }).click();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe(
      'Thank you, {{ contact.name }}{{ data.job.title | date: "%a, %b %-d" }}',
    );
    await page.getByLabel('Text', { exact: true }).fill('Thank you, {{ contact.name }}');
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('Thank you, {{ contact.name }}');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as a draft.').waitFor();
    const { items } = (await console().api('viewer', A)) as Listed;
    const made = items.find(({ name }) => name === 'Thank you');
    expect((await saved(made?.workflowId ?? '')).definition).toMatchObject({
      trigger: { type: 'event', event: 'job.completed' },
      steps: [{ type: 'sms', body: 'Thank you, {{ contact.name }}' }],
    });
  });

  test('a step is moved by buttons and keys, which is announced, and undone', async () => {
    const page = await edit(await define('Moving'));
    await page.getByRole('button', { name: 'Move First down' }).click();
    await told(page, 'Moved “First”: now step 2 of 3.');
    await page.keyboard.press('Alt+ArrowRight');
    await told(page, 'Moved “First”: now step 2 of 2 in TRUE of “Large?”.');
    await page.keyboard.press('Alt+ArrowLeft');
    await told(page, 'Moved “First”: now step 2 of 3.');
    await row(page, 'First').click();
    await page.getByRole('button', { name: 'Move into FALSE of “Large?”' }).click();
    await told(page, 'Moved “First”: now step 2 of 2 in FALSE of “Large?”.');
    await page.getByRole('button', { name: 'Move out of the branch' }).click();
    await told(page, 'Moved “First”: now step 2 of 3.');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await row(page, 'First').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'First').waitFor();
  });

  test('a step is dragged into a branch', async () => {
    const page = await edit(await define('Dragging'), { viewport: { width: 1280, height: 1400 } });
    const grip = await row(page, 'Last').locator('xpath=preceding-sibling::span').boundingBox();
    const end = await page.getByRole('button', { name: 'Add a step to TRUE' }).boundingBox();
    if (grip === null || end === null) throw new Error('it is not shown');
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(grip.x + 20, grip.y - 20, { steps: 5 });
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 10 });
    await page.mouse.up();
    await told(page, 'Moved “Last”: now step 2 of 2 in TRUE of “Large?”.');
  });

  test('what the API refuses is told at its field, also within a branch', async () => {
    const page = await edit(await define('Refused'));
    await row(page, 'Write').click();
    await page.getByLabel('Text', { exact: true }).fill('{{ contct.name }}');
    await row(page, 'First').click();
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Not right yet', { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'body');
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('{{ contct.name }}');
    await page
      .getByText(/contct/)
      .first()
      .waitFor();
  });

  test('a label that only JSON lets grow too long is told at its field', async () => {
    const page = await edit(await define('Labelled'));
    await page.getByRole('button', { name: 'JSON' }).click();
    const steps = [sms('first', 'First'), { ...sms('long', 'Long'), label: 'x'.repeat(201) }];
    await page.getByLabel('Definition, as JSON').fill(JSON.stringify(definition('Labelled', steps)));
    await page.getByRole('button', { name: 'Form' }).click();
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.waitForFunction(() => document.activeElement?.matches('[name=label][aria-invalid=true]'));
    await page.getByText('Must have at most 200 characters.', { exact: true }).waitFor();
  });

  test('broken JSON stays as it was typed, also over a reload, and a draft is offered', async () => {
    const page = await edit(await define('Typed'));
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel('Definition, as JSON').fill('{"name": "Typed", ');
    await page.getByText(/^Not taken over yet/).waitFor();
    await page.getByRole('button', { name: 'Form' }).click();
    await page.getByText(/is kept as it is/).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Renamed');
    await page.waitForFunction(() => Object.values(localStorage).some((kept) => String(kept).includes('Renamed')));
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole('heading', { name: /^Your unsaved changes of/ }).waitFor();
    await page.getByRole('button', { name: 'Continue with them' }).click();
    expect(await page.getByLabel('Definition, as JSON').inputValue()).toBe('{"name": "Typed", ');
    await page.getByRole('button', { name: 'Form' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Renamed');
    await page.getByRole('link', { name: 'Outbox' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('heading', { name: 'Outbox' }).waitFor();
  });

  test('going back asks too, and leads to the page before once one leaves', async () => {
    const id = await define('Going back');
    const page = await console().as('manager', `/automations/${id}`);
    const asked = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Changed');
    await page.getByText('Version 1, with unsaved changes').waitFor();
    for (const answer of ['Keep as it is', 'Leave']) {
      await page.goBack();
      await asked.waitFor();
      await page.goBack(); // pressed again, it asks still
      await page.waitForFunction(() => history.state === 'unsaved-over');
      await asked.getByRole('button', { name: answer }).click();
      await asked.waitFor({ state: 'detached' });
      if (answer !== 'Leave') expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Changed');
    }
    await page.getByRole('heading', { name: 'Going back', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Continue with them' }).click();
    await page.getByText('Version 1, with unsaved changes').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Going back');
    await page.getByText('Version 1', { exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Edit' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/automations/${id}`);
  });

  test('a version that somebody else saved is told with what differs, and one chooses', async () => {
    const id = await define('Shared');
    const page = await edit(id);
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    const theirs = [{ ...sms('first', 'First'), body: 'Theirs' }, ...STEPS.slice(1)];
    await console().api('owner', `${A}/${id}`, definition('Shared', theirs), 'PUT');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    const dialog = page.getByRole('dialog', { name: 'Version 2 was saved meanwhile' });
    await dialog.getByText('Step “First”: body').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect((await saved(id)).version).toBe(2);
    await dialog.getByRole('button', { name: 'Save mine as version 3' }).click();
    await page.getByText('Saved as version 3.').waitFor();
    expect((await saved(id)).definition).toMatchObject({
      name: 'Mine',
      steps: [{ body: 'First, {{ contact.name }}' }, {}, {}],
    });
  });

  test('a test run of what is not saved says whether it begins, what is sent and what came out empty', async () => {
    const page = await edit(await define('Tried', [...STEPS, { id: 'x', type: 'sms', body: 'Job {{ data.job }} ☎' }]));
    await page.getByRole('button', { name: 'Add conditions' }).click();
    await page.getByLabel('Field', { exact: true }).fill('data.estimate.total');
    await page.getByLabel('Comparison').selectOption({ label: 'is more than' });
    await page.getByLabel('Value', { exact: true }).fill('100');
    await page.getByRole('button', { name: 'Test run' }).click();
    await page.getByLabel('estimate total').fill('80');
    await page.getByLabel('Starts at').fill('2026-12-24T09:00');
    await page.getByRole('button', { name: 'Run test' }).click();
    await page.getByText('It would not begin: the entry conditions do not hold').waitFor();
    await page.getByText('estimate total 80 is not more than 100').waitFor();
    await page.getByText('Write, Ana Lopez').waitFor();
    await page.getByText('1 segment, UCS-2 because of “☎”').waitFor();
    await page.getByText(/^Came out empty: job/).waitFor();
    await page
      .getByText(/Dec 24/)
      .first()
      .waitFor();
    await page.getByLabel('estimate total').fill('6200');
    await page.getByRole('button', { name: 'Run test' }).click();
    await page.getByText('estimate total 6,200 is at least 1,000').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('on a phone what a test run found comes into sight', async () => {
    const page = await edit(await define('In sight'), { viewport: { width: 360, height: 740 } });
    await page.getByRole('button', { name: 'Test run' }).click();
    await page.getByRole('button', { name: 'Run test' }).click();
    const verdict = page.getByText('It would begin');
    await verdict.waitFor();
    const { y, height } = (await verdict.boundingBox()) ?? { y: 0, height: 740 };
    expect(y + height).toBeLessThan(740);
  });

  test('a hundred steps, ten deep, are edited: a key draws its field first, then its row, and no other', async () => {
    const page = await edit(await define('Hundred', hundredSteps()));
    await row(page, 'Step 91').click();
    await page.evaluate(() => {
      const drawn = { rows: new Set<Node>(), first: null as readonly boolean[] | null };
      Object.assign(window, { drawn });
      new MutationObserver((changes) => {
        const elements = changes.map(({ target }) => (target instanceof Element ? target : target.parentElement));
        // what one drawing changes is told together
        drawn.first ??= elements.map((element) => element?.closest('[data-head]') != null);
        for (const element of elements) {
          const part = element?.closest('[data-part]');
          if (part != null) drawn.rows.add(part);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const label = page.getByLabel('Label', { exact: true });
    await label.press('End');
    await label.pressSequentially(' more');
    await row(page, 'Step 91 more').waitFor();
    const drawn = () =>
      page.evaluate(() => {
        const { rows, first } = (window as unknown as { drawn: { rows: Set<Node>; first: readonly boolean[] } }).drawn;
        return { rows: rows.size, first };
      });
    const { rows, first } = await drawn();
    expect(rows).toBe(1);
    expect(first).not.toEqual([]);
    expect(first).not.toContain(true);
  });

  test('no template engine is sent along: previews are the service’s', () => {
    const sent = readdirSync(BUILT).filter((file) => file.endsWith('.js'));
    expect(sent.some((file) => file.startsWith('editor-'))).toBe(true);
    expect(sent.filter((file) => /liquid/i.test(readFileSync(path.join(BUILT, file), 'utf8')))).toEqual([]);
  });

  test('who may not define is told so', async () => {
    const page = await console().as('viewer', '/automations/new');
    await page.getByText('Not yours to see').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'axe finds nothing serious in %s, and nothing is cut on a phone',
    async (colorScheme) => {
      const steps = [
        ...STEPS,
        { id: 'mail', type: 'email', label: 'Mail', subject: 'Hello', body: '<p>Hello</p>' },
        { id: 'hook', type: 'webhook', label: 'Hook', url: 'https://crm.example.com/a', headers: { 'x-a': 'b' } },
        { id: 'wait', type: 'delay', label: 'Wait', until: 'data.at', offset: '-P1D' },
        { id: 'office', type: 'business_hours', label: 'Office' },
        { id: 'bye', type: 'exit', label: 'Bye' },
      ];
      const page = await edit(await define(`Looked at in ${colorScheme}`, steps), {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      for (const label of ['First', 'Large?', 'Mail', 'Hook', 'Wait', 'Office', 'Bye']) {
        await row(page, label).click();
        expect([label, await seriousFaults(page), await cutOff(page)]).toEqual([label, [], []]);
      }
      await page.getByRole('button', { name: 'Test run' }).click();
      await page.getByRole('button', { name: 'Run test' }).click();
      await page.getByText('What would happen').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'JSON' }).click();
      await page.getByLabel('Definition, as JSON').waitFor();
      expect([await seriousFaults(page), await cutOff(page)]).toEqual([[], []]);
    },
  );
});
