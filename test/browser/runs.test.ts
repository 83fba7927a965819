import type { Page } from 'playwright-core';
import { seriousFaults, withConsole } from './with-console';

const A = '/api/automations';
/** What a list of five thousand runs may hold of the page. */
const MOST_NODES = 3_000;
const MANY = 5_000;
const PAGE = 100;

interface Run {
  readonly runId: string;
  readonly contact: { readonly id: string; readonly name: string | null };
}

interface RunPage {
  readonly items: readonly Run[];
  readonly nextCursor: string | null;
}

interface Overview {
  readonly days: readonly { readonly date: string; readonly completed: number; readonly failed: number }[];
}

interface Listed {
  readonly items: readonly { readonly workflowId: string; readonly name: string }[];
}

withConsole((console) => {
  const listed = async (query: string): Promise<readonly Run[]> => {
    const runs: Run[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await console().api('viewer', `${A}/runs?limit=${PAGE}${query}${after}`)) as RunPage;
      runs.push(...page.items);
      cursor = page.nextCursor;
    }
    return runs;
  };
  const waiting = async (name: string): Promise<(contact: string) => Promise<unknown>> => {
    const steps = [{ id: 'wait', type: 'delay', duration: 'P2D' }];
    const definition = { name, trigger: { type: 'manual' }, steps };
    const { workflowId } = (await console().api('owner', `${A}/workflows`, definition)) as { workflowId: string };
    await console().api('owner', `${A}/workflows/${workflowId}/activate`, {});
    return (id) => console().api('manager', `${A}/workflows/${workflowId}/enrollments`, { contact: { id } });
  };
  const rows = (page: Page) => page.getByRole('table', { name: 'Runs' }).locator('[aria-rowindex]');
  const lastRow = (page: Page) =>
    page.evaluate(() =>
      Math.max(...[...document.querySelectorAll('[aria-rowindex]')].map((row) => Number(row.ariaRowIndex))),
    );
  const toTheEnd = async (page: Page, end: number): Promise<number> => {
    let most = 0;
    for (let last = 0; last < end + 1;) {
      await page.evaluate(() => {
        scrollTo(0, document.body.scrollHeight);
      });
      await page.waitForFunction(
        (before) => [...document.querySelectorAll('[aria-rowindex]')].some((row) => Number(row.ariaRowIndex) > before),
        last,
      );
      last = await lastRow(page);
      most = Math.max(most, await page.evaluate(() => document.querySelectorAll('*').length));
    }
    return most;
  };

  test('the list is asked for once when it is opened', async () => {
    const page = await console().as('viewer', '/');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith(`${A}/runs?limit=${PAGE}`)) asked.push(request.url());
    });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await rows(page).nth(10).waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(asked).toHaveLength(1);
  });

  test('filters are kept in the address, and cleared when nothing matches', async () => {
    const page = await console().as('viewer', '/runs', { viewport: { width: 1280, height: 3_000 } });
    const failed = await listed('&status=failed&errorCode=missing_data');
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('Error').selectOption({ label: 'Something was missing' });
    await page.waitForURL(/\/runs\?status=failed&errorCode=missing_data$/);
    await page.reload();
    await rows(page)
      .nth(failed.length - 1)
      .waitFor();
    expect(await rows(page).count()).toBe(failed.length);
    expect(await rows(page).filter({ hasText: 'Something was missing' }).count()).toBe(failed.length);
    const name = failed[0]?.contact.name ?? '';
    const theirs = failed.filter(({ contact }) => contact.name === name).length;
    await page.getByRole('searchbox', { name: 'Contact' }).fill(name);
    await page.waitForFunction((n) => document.querySelectorAll('[aria-rowindex]').length === n, theirs);
    expect(new URL(page.url()).searchParams.get('contact')).toBe(name);
    await page.getByLabel(/^Until/).fill('2020-01-01');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await page.waitForURL(/\/runs$/);
    await rows(page).nth(10).waitFor();
  });

  test('while a row is open, text selected and the list scrolled, new runs wait beside it and nothing moves', async () => {
    const enroll = await waiting('Beside');
    const page = await console().as('viewer', '/runs');
    const row = rows(page).nth(3);
    await row.getByRole('button').click();
    const steps = page.getByRole('row').filter({ has: page.getByRole('list') });
    await steps.getByRole('heading').first().selectText();
    await page.evaluate(() => {
      scrollTo(0, 250);
    });
    const look = () =>
      page.evaluate(() => ({
        selected: getSelection()?.toString(),
        focused: document.activeElement?.outerHTML,
        scrolled: scrollY,
        at: [...document.querySelectorAll('[aria-rowindex]')].map((one) => one.getBoundingClientRect().top),
      }));
    const before = await look();
    expect(before).toMatchObject({ scrolled: 250, selected: expect.stringMatching(/./) as string });
    for (const id of ['new-1', 'new-2', 'new-3']) await enroll(id);
    const fresh = page.getByRole('button', { name: '3 new' });
    await fresh.waitFor();
    expect(await look()).toEqual(before);
    expect(await row.getByRole('button').getAttribute('aria-expanded')).toBe('true');
    await fresh.click();
    await rows(page).first().getByText('new-3').waitFor();
    await fresh.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test('new runs wait also while a menu is up, which stays', async () => {
    const enroll = await waiting('Under a menu');
    const page = await console().as('viewer', '/runs');
    await rows(page).first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Status' }).click();
    const item = page.getByRole('menuitemcheckbox', { name: 'Failed' });
    await item.waitFor();
    await enroll('under');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await item.isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null)).toBe(true);
    expect(await rows(page).filter({ hasText: 'under' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '1 new' }).click();
    await rows(page).first().getByRole('link', { name: 'under', exact: true }).waitFor();
  });

  test('a run expands in place, and closes again', async () => {
    const [run] = await listed('&status=completed');
    const page = await console().as('viewer', `/runs?status=completed&contact=${run?.contact.id ?? ''}`);
    const button = rows(page).first().getByRole('button');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'Completed' }).first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'Completed' }).first().waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await rows(page)
      .first()
      .getByRole('link', { name: /^Open / })
      .click();
    await page.waitForURL(/\/runs\/[^/?]+$/);
  });

  test('a waiting row says until when in whose zone and how long still, an ended one counts nothing down', async () => {
    const page = await console().as('viewer', '/runs?status=waiting');
    await rows(page)
      .first()
      .getByText(/^(?:goes on|opens) .+ \(New York\), (?:in \d+ |any moment)/)
      .waitFor();
    await page.goto(`${console().address}/runs?status=cancelled`);
    await rows(page).first().waitFor();
    expect(
      await rows(page)
        .getByText(/\bin \d+ (?:d|h|min|s)\b/)
        .count(),
    ).toBe(0);
  });

  test('a press on a number of a day leads to exactly that many runs, by the chart and by the table', async () => {
    const { items } = (await console().api('viewer', `${A}/workflows`)) as Listed;
    const id = items.find(({ name }) => name === 'Appointment confirmation')?.workflowId ?? '';
    const { days } = (await console().api('viewer', `${A}/workflows/${id}/overview?by=started`)) as Overview;
    const page = await console().as('viewer', `/automations/${id}`, { viewport: { width: 1280, height: 3_000 } });
    for (const outcome of ['completed', 'failed'] as const) {
      const most = Math.max(...days.map((day) => day[outcome]));
      expect(most).toBeGreaterThan(1);
      if (outcome === 'failed') {
        await page.getByRole('tab', { name: 'Overview' }).click();
        await page.getByRole('button', { name: 'As a table' }).click();
        await page
          .getByRole('table')
          .getByRole('row')
          .nth(days.length - days.findIndex(({ failed }) => failed === most))
          .getByRole('link')
          .last()
          .click();
      } else
        await page
          .getByRole('link', { name: new RegExp(`: ${most} completed$`) })
          .first()
          .click();
      await page.waitForURL(new RegExp(`tab=history&status=${outcome}`));
      await page.waitForFunction((n) => document.querySelectorAll('[aria-rowindex]').length === n, most);
    }
  });

  test('a list goes on to its end, page by page', async () => {
    const all = await listed('');
    expect(all.length).toBeGreaterThan(PAGE);
    const page = await console().as('viewer', '/runs');
    await rows(page).first().waitFor();
    await toTheEnd(page, all.length);
    await rows(page)
      .last()
      .getByText(all.at(-1)?.contact.name ?? '')
      .waitFor();
  });

  test(`${MANY} runs are scrolled with under ${MOST_NODES} nodes in the page, and nothing is asked that would be counted`, async () => {
    const [run] = await listed('&status=completed');
    const page = await console().as('viewer', '/settings');
    const asked: string[] = [];
    await page.route(/\/api\/automations\/runs\?/, async (route) => {
      const { searchParams } = new URL(route.request().url());
      asked.push([...searchParams.keys()].sort().join(' '));
      const from = Number(searchParams.get('cursor') ?? 0);
      const items = Array.from({ length: PAGE }, (_, n) => ({ ...run, runId: `run-${from + n}` }));
      const next = from + PAGE;
      const json = { items, nextCursor: next < MANY ? String(next) : null, asOf: { position: '0', lagMs: 0 } };
      await route.fulfill({ json });
    });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    const began = performance.now();
    const most = await toTheEnd(page, MANY);
    const ms = Math.round(performance.now() - began);
    process.stdout.write(`${MANY} runs scrolled to the end in ${ms} ms, ${most} nodes in the page at most\n`);
    expect(most).toBeLessThan(MOST_NODES);
    expect(new Set(asked)).toEqual(new Set(['limit', 'cursor limit']));
    expect(Object.keys((await console().api('viewer', `${A}/runs`)) as object).sort()).toEqual([
      'asOf',
      'items',
      'nextCursor',
    ]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});
