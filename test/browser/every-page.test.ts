import type { Page } from 'playwright-core';
import type { Role } from '../../src/config/keys';
import { TARGETS, cutOff, seriousFaults, withConsole } from './with-console';

/** What a page may jump while it loads, as browsers measure it. */
const MOST_SHIFT = 0.05;
/** A window of 1,280 pixels at twice the size, and a phone. */
const NARROW = [640, 360] as const;

/** Where the service answers without the console, which each test opens where it looks at it. */
const NO_PAGE = '/health/live';
const WIDE = { viewport: { width: 1280, height: 800 } } as const;

const PLACES: readonly (readonly [Role, what: string, readonly string[]])[] = [
  [
    'owner',
    'automations',
    ['/automations', '/automations/new', '/automations/:automation', '/automations/:automation?tab=history'],
  ],
  ['owner', 'runs', ['/runs', '/runs?status=failed&contact=nobody', '/runs/:failed']],
  ['owner', 'contacts', ['/', '/contacts?search=lu', '/contacts/contact-050', '/reminders', '/outbox']],
  ['owner', 'service', ['/settings', '/hooks']],
  ['auditor', 'runs', ['/runs/:waiting', '/runs/:waiting?tab=events']],
  ['admin', 'service', ['/', '/projections']],
];

/** Where a dialog is, what opens it, and how it is called. */
const DIALOGS = [
  ['/', 'Find a contact', 'Find a contact'],
  ['/automations/:automation', 'Test run', 'Test run'],
  ['/automations/:automation', 'Pause', 'Pause “'],
  ['/automations/:automation', 'Enroll a contact', 'Enroll a contact'],
  ['/hooks', 'New hook', 'New hook'],
  ['/contacts/contact-050', 'SMS may be sent', 'Opt '],
] as const;

interface Listed {
  readonly items: readonly Readonly<Record<string, string>>[];
}

withConsole((console) => {
  const idOf = async (at: string, id: string): Promise<string> =>
    ((await console().api('viewer', `/api/automations/${at}`)) as Listed).items[0]?.[id] ?? '';
  /** Ids of the sample stand where a place has a colon. */
  const placed = async (at: string): Promise<string> => {
    if (at.includes(':automation')) return at.replace(':automation', await idOf('workflows', 'workflowId'));
    const [, status] = /:(failed|waiting)/.exec(at) ?? [];
    return status === undefined ? at : at.replace(`:${status}`, await idOf(`runs?status=${status}&limit=1`, 'runId'));
  };
  const shown = async (page: Page, at: string): Promise<void> => {
    await page.goto(`${console().address}${at}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  };

  test.each(PLACES)(
    'of the %s’s %s axe finds nothing serious, light or dark; nothing jumps, and nothing is cut on a phone or at 200 %%',
    async (role, _, places) => {
      const page = await console().as(role, NO_PAGE, WIDE);
      await page.addInitScript(() => {
        const shift = { sum: 0 };
        Object.assign(window, { shift });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shift.sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const place of places) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.setViewportSize(WIDE.viewport);
        await shown(page, await placed(place));
        const shift = await page.evaluate(() => (window as unknown as { shift: { sum: number } }).shift.sum);
        process.stdout.write(`layout shift of ${place}: ${shift.toFixed(3)}\n`);
        expect(shift).toBeLessThan(MOST_SHIFT);
        const found = [...(await seriousFaults(page, TARGETS))];
        await page.emulateMedia({ colorScheme: 'dark' });
        for (const width of NARROW) {
          await page.setViewportSize({ width, height: 740 });
          found.push(...(await cutOff(page)).map((what) => `cut off at ${width}: ${what}`));
        }
        found.push(...(await seriousFaults(page, TARGETS)));
        expect([place, found]).toEqual([place, []]);
      }
    },
  );

  test('names that are one long word, or look like markup, break within their places', async () => {
    const long = `<b>${'Wolfeschlegelsteinhausen'.repeat(7)}`;
    const sms = { type: 'sms', label: long, body: long };
    const made = await console().api('owner', '/api/automations/workflows', {
      name: long,
      trigger: { type: 'event', event: 'named' },
      steps: [
        { id: 'sms', ...sms },
        { id: 'wait', type: 'delay', duration: 'P2D' },
        {
          id: 'if',
          type: 'condition',
          if: { field: 'data.a', op: 'eq', value: long },
          then: [{ id: 'in', ...sms }],
          else: [],
        },
      ],
    });
    const { workflowId } = made as { workflowId: string };
    await console().api('owner', `/api/automations/workflows/${workflowId}/activate`, {});
    const contact = { id: 'long', name: long, phone: '+12025550123' };
    const event = { id: 'long', type: 'named', contact, data: { a: long } };
    const answer = (await console().api('owner', '/api/automations/events', event)) as {
      readonly results: readonly { readonly runId?: string }[];
    };
    const runId = answer.results[0]?.runId ?? '';
    const page = await console().as('owner', NO_PAGE, WIDE);
    const automation = `/automations/${workflowId}`;
    for (const at of [
      ...['/', '/automations', automation, `${automation}?tab=history`, `${automation}/edit`],
      ...['/runs', `/runs/${runId}`, '/contacts?search=%3Cb', '/contacts/long', '/outbox'],
    ]) {
      await shown(page, at);
      for (const width of [WIDE.viewport.width, ...NARROW]) {
        await page.setViewportSize({ width, height: 740 });
        expect([at, width, await cutOff(page)]).toEqual([at, width, []]);
      }
    }
  });

  test('focus goes into every dialog and back to what opened it; axe finds nothing serious in any, light or dark', async () => {
    const page = await console().as('owner', NO_PAGE);
    for (const [at, opener, title] of DIALOGS) {
      await shown(page, await placed(at));
      const button = page.getByRole(opener.endsWith('sent') ? 'switch' : 'button', { name: opener }).first();
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.locator('[role=dialog],[role=alertdialog]').filter({ visible: true });
      await dialog.waitFor();
      expect(await dialog.getAttribute('role')).toMatch(/dialog$/);
      await page.waitForFunction(() => document.activeElement?.closest('[role=dialog],[role=alertdialog]') !== null);
      const faults: string[] = [];
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        faults.push(...(await seriousFaults(page, TARGETS)));
      }
      expect([opener, faults]).toEqual([opener, []]);
      await page.getByRole(/^(?:Pause|SMS)/.test(opener) ? 'alertdialog' : 'dialog', { name: title }).waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect([opener, await button.evaluate((element) => element === document.activeElement)]).toEqual([opener, true]);
    }
  });
});
