import type { Locator, Page } from 'playwright-core';
import { ACCOUNT, keyOf, withConsole } from './with-console';
import type { ConsoleUnderTest } from './with-console';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Kilobytes that whoever signs in and sees the list has loaded at most. */
const BUDGET_KB = 250;

withConsole((console) => {
  const activeRuns = (page: Page) => page.getByRole('row').filter({ hasText: 'Welcome' }).getByRole('cell').nth(1);

  async function welcome(): Promise<(contact: string) => Promise<unknown>> {
    const definition = {
      name: 'Welcome',
      trigger: { type: 'manual' },
      steps: [{ id: 'wait', type: 'delay', duration: 'P2D' }],
    };
    const { workflowId } = (await console().api('owner', '/api/automations/workflows', definition)) as {
      workflowId: string;
    };
    await console().api('owner', `/api/automations/workflows/${workflowId}/activate`, {});
    return (id) => console().api('owner', `/api/automations/workflows/${workflowId}/enrollments`, { contact: { id } });
  }

  test('what others do is seen without a reload, also after the service died and came back', async () => {
    const enroll = await welcome();
    const page = await console().as('manager', '/automations');
    await page.getByText('Live', { exact: true }).waitFor();
    await enroll('first');
    await activeRuns(page).getByText('1', { exact: true }).waitFor();
    await console().kill();
    await page.getByText(/^Connection lost: out of date for /).waitFor();
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0);
    await console().startAgain();
    await enroll('second');
    await page.getByText('Live', { exact: true }).waitFor();
    await activeRuns(page).getByText('2', { exact: true }).waitFor();
  });

  test('a stream that nothing comes from any more is not called live, however long the machine slept', async () => {
    const enroll = await welcome();
    const page = await console().as('viewer', '/settings');
    await page.addInitScript(() => delete (window as { SharedWorker?: unknown }).SharedWorker);
    await page.clock.install();
    await page.goto(`${console().address}/automations`);
    const live = page.getByText('Live', { exact: true });
    await live.waitFor();
    await page.route('**/runs/changes', (route) => route.abort());
    await page.clock.setSystemTime(Date.now() + HOUR_MS);
    await page.getByText(/^Connection lost: out of date for (?:59 min|1 h)/).waitFor();
    expect(await live.count()).toBe(0);
    await enroll('meanwhile');
    await page.unroute('**/runs/changes');
    await live.waitFor();
    await activeRuns(page).last().getByText('1', { exact: true }).waitFor();
    await page.route('**/runs/changes', (route) => route.abort());
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await page.getByText(/^Connection lost/).waitFor();
    await page.context().close();
  });

  test('what is shown of a read model that is behind is told by its age, and is live once that has caught up', async () => {
    const page = await console().as('viewer', '/runs');
    const live = page.getByText('Live', { exact: true });
    await live.waitFor();
    await page.route(/\/api\/automations\/runs\?/, async (route) => {
      const answer = (await (await route.fetch()).json()) as { asOf: object };
      await route.fulfill({ json: { ...answer, asOf: { ...answer.asOf, lagMs: 5.5 * MINUTE_MS } } });
    });
    await page.reload();
    await page.getByText('Shown as of 5 minutes ago: the read model is behind', { exact: true }).waitFor();
    expect(await live.count()).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await live.waitFor();
  });

  test("a page that is come back to by the browser's own memory is live again", async () => {
    const page = await console().as('viewer', '/automations');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' });
    await page.evaluate(() => dispatchEvent(new Event('pageshow')));
    await page.getByText('Live', { exact: true }).waitFor();
  });

  test('eight tabs of one browser load, and are live', async () => {
    const first = await console().as('viewer', '/automations');
    const tabs = [first];
    while (tabs.length < 8) {
      const tab = await first.context().newPage();
      await tab.goto(`${console().address}/automations`);
      tabs.push(tab);
    }
    for (const tab of tabs) {
      await tab.bringToFront();
      await tab.getByText('Live', { exact: true }).waitFor();
      await tab.getByRole('link', { name: 'Review request' }).waitFor();
    }
  });

  test('signing out ends every tab', async () => {
    const first = await console().as('viewer', '/automations');
    const second = await first.context().newPage();
    await second.goto(`${console().address}/settings`);
    await second.getByRole('heading', { name: 'Settings' }).waitFor();
    await first.getByRole('button', { name: 'Sign out' }).click();
    await second.getByLabel('API key').waitFor();
    await first.getByLabel('API key').waitFor();
  });

  test('when the session ends a half-filled form survives signing in again', async () => {
    const page = await console().as('owner', '/settings');
    await page.getByLabel('Emails come from').fill('hello@example.com');
    const dialog = await endSession(page);
    await dialog.getByLabel('API key').press('Escape');
    await page.mouse.click(1, 1);
    await dialog.getByLabel('API key').fill(keyOf('owner'));
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Emails come from').inputValue()).toBe('hello@example.com');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('The settings are saved.').waitFor();
    expect(await settingsOf(console())).toMatchObject({ emailFrom: 'hello@example.com' });
  });

  test('settings that somebody else saved meanwhile are told, and nothing that was typed is lost', async () => {
    const page = await console().as('owner', '/settings');
    await page.getByLabel('SMS come from').fill('+12025550111');
    const { asOf: _, ...before } = (await settingsOf(console())) as Record<string, unknown>;
    const theirs = await console().api('owner', SETTINGS, { ...before, country: 'CA' }, 'PUT');
    await console().api('owner', `${SETTINGS}?minPosition=${(theirs as { position: string }).position}`);
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText(/^Somebody else saved these settings meanwhile/).waitFor();
    expect(await page.getByLabel('SMS come from').inputValue()).toBe('+12025550111');
    expect(await page.getByLabel('Country').inputValue()).toBe('CA');
    expect(await settingsOf(console())).toMatchObject({ country: 'CA' });
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('The settings are saved.').waitFor();
    expect(await settingsOf(console())).toMatchObject({ country: 'CA', smsFrom: '+12025550111' });
  });

  test('who signs in again as somebody else begins anew, and finds nothing of before', async () => {
    const page = await console().as('owner', '/settings');
    await page.getByLabel('SMS come from').fill('+12025550100');
    const dialog = await endSession(page);
    await dialog.getByLabel('API key').fill(keyOf('viewer'));
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    expect(await page.getByRole('link', { name: 'Hooks' }).count()).toBe(0);
  });

  test('a tab from before an upgrade offers to reload, and shows no white page', async () => {
    const page = await console().as('viewer', '/automations');
    await page.getByRole('link', { name: 'Review request' }).waitFor();
    await page.route('**/assets/**', (route) => route.fulfill({ status: 404, body: '' }));
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText(/^Runledger was upgraded since this page was opened/).waitFor();
    await page.unroute('**/assets/**');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });

  test(`signing in and the list load at most ${BUDGET_KB} KB`, async () => {
    const page = await console().visit('/automations');
    const sizes = new Map<string, number>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.startsWith('/api')) sizes.set(pathname, Number(response.headers()['content-length']));
    });
    await page.reload();
    await page.getByLabel('API key').fill(keyOf('viewer'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Review request' }).waitFor();
    const parts = [...sizes].map(([path, bytes]) => `${(bytes / 1_000).toFixed(1)} KB ${path}`);
    process.stdout.write(`the console's first load, of ${ACCOUNT}:\n${parts.join('\n')}\n`);
    const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(all).toBeGreaterThan(0);
    expect(all).toBeLessThanOrEqual(BUDGET_KB * 1_000);
  });
});

const SETTINGS = '/api/automations/settings';
const settingsOf = (console: ConsoleUnderTest): Promise<unknown> => console.api('owner', SETTINGS);

/** Ends the session of a page of settings, and gives the dialog that asks to sign in again. */
async function endSession(page: Page): Promise<Locator> {
  await page.context().clearCookies();
  // the page may have asked for something before, and been told so already: then the dialog hides the button
  await page.getByRole('button', { name: 'Save settings', includeHidden: true }).dispatchEvent('click');
  return page.getByRole('dialog', { name: 'Sign in again' });
}
