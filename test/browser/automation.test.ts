import type { Page } from 'playwright-core';
import { seriousFaults, withConsole } from './with-console';

const A = '/api/automations';

withConsole(
  (console) => {
    const defined = async (name: string, steps: readonly object[]): Promise<string> => {
      const definition = { name, trigger: { type: 'manual' }, steps };
      return ((await console().api('manager', `${A}/workflows`, definition)) as { workflowId: string }).workflowId;
    };
    const enroll = (workflowId: string, contact: object) =>
      console().api('manager', `${A}/workflows/${workflowId}/enrollments`, { contact });
    const figure = (page: Page, name: string) =>
      page
        .getByRole('term')
        .filter({ hasText: new RegExp(`^${name}$`) })
        .locator('..')
        .getByRole('definition');
    const rows = (page: Page) => page.getByRole('table', { name: 'Runs' }).locator('[aria-rowindex]');
    const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

    test('Home says when all is well, and takes no opt-out for a failure', async () => {
      const page = await console().as('manager');
      await page.getByRole('heading', { name: 'All is well' }).waitFor();
      const id = await defined('Quiet', [{ id: 'hi', type: 'sms', body: 'Hi' }]);
      await console().api('manager', `${A}/workflows/${id}/activate`, {});
      await console().api('manager', `${A}/contacts/quiet/opt-outs/sms`, {}, 'PUT');
      await enroll(id, { id: 'quiet', phone: '+12025550123' });
      await page.goto(`${console().address}/runs`);
      await rows(page).first().getByText('Completed', { exact: true }).waitFor();
      await rows(page).first().getByRole('button').click();
      await page.getByText('opted out of SMS', { exact: true }).waitFor();
      await page.goto(console().address);
      await page.getByRole('heading', { name: 'All is well' }).waitFor();
    });

    test('nothing yet, nothing that matches, not to be loaded and not to be seen are four things', async () => {
      const id = await defined('Empty', [{ id: 'hi', type: 'sms', body: 'Hi' }]);
      const page = await console().as('viewer', `/automations/${id}?tab=history`);
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      await page.getByRole('button', { name: 'Status' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
      await page.route(/\/api\/automations\/runs\?/, (route) => route.abort());
      await page.getByRole('button', { name: 'Clear filters' }).last().click();
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor();
      await page.getByText('The service cannot be reached.').waitFor();
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      await page.goto(`${console().address}/projections`);
      await page.getByRole('heading', { name: 'Not yours to see' }).waitFor();
    });

    test('a contact’s page says of each event why an automation did not begin by it, or that none came', async () => {
      const definition = (name: string) => ({
        name,
        trigger: { type: 'event', event: 'estimate.sent' },
        entryConditions: { field: 'data.estimate.total', op: 'gte', value: 100 },
        steps: [{ id: 'wait', type: 'delay', duration: 'P2D' }],
      });
      for (const name of ['Large ones', 'At rest']) {
        const made = await console().api('manager', `${A}/workflows`, definition(name));
        const { workflowId } = made as { workflowId: string };
        await console().api('manager', `${A}/workflows/${workflowId}/activate`, {});
        if (name === 'At rest') await console().api('manager', `${A}/workflows/${workflowId}/pause`, {});
      }
      const send = (id: string, total: number) => {
        const event = {
          id,
          type: 'estimate.sent',
          contact: { id: 'lopez', name: 'Ana Lopez' },
          data: { estimate: { total } },
        };
        return console().api('manager', `${A}/events`, event);
      };
      await send('small', 80);
      await send('large', 6200);
      await send('again', 6300);
      const page = await console().as('viewer', '/contacts/lopez');
      await page.getByText('Large ones: not started: estimate total 80 is not at least 100', { exact: true }).waitFor();
      await page.getByText(/^Large ones: started \(see the run\)$/).waitFor();
      await page.getByText(/^Large ones: not started: the contact is in it already/).waitFor();
      await page
        .getByText(/^At rest: not started: it was paused/)
        .first()
        .waitFor();
      await page.goto(`${console().address}/contacts/quiet`);
      await page.getByText('No event has come for this contact, so no automation could begin by one.').waitFor();
    });

    test('the figures, and a chart by whose arrow keys each number is read out; a table has the same', async () => {
      const id = await defined('Counted', [{ id: 'hi', type: 'sms', body: 'Hi' }]);
      await console().api('manager', `${A}/workflows/${id}/activate`, {});
      for (const n of [1, 2, 3]) await enroll(id, { id: `with-${n}`, phone: '+12025550123' });
      for (const n of [1, 2]) await enroll(id, { id: `without-${n}` });
      const page = await console().as('viewer', `/automations/${id}`);
      await figure(page, 'Total runs').getByText('5', { exact: true }).waitFor();
      await figure(page, 'Completed').getByText('3', { exact: true }).waitFor();
      await figure(page, 'Failed').getByText('2', { exact: true }).waitFor();
      await figure(page, 'Active').getByText('0', { exact: true }).waitFor();
      await figure(page, 'Cancelled').getByText('0', { exact: true }).waitFor();
      await figure(page, 'Success rate').getByText('60%', { exact: true }).waitFor();
      await figure(page, 'Last run').getByText('now', { exact: true }).waitFor();

      await page.getByRole('button', { name: 'As a table' }).focus();
      await page.keyboard.press('Tab');
      await page.getByRole('link', { name: /: 3 completed$/ }).waitFor();
      expect(await focused(page)).toMatch(/^\w{3}, \w{3} \d+: 3 completed$/);
      await page.keyboard.press('ArrowUp');
      expect(await focused(page)).toMatch(/: 2 failed$/);
      await page.keyboard.press('ArrowLeft');
      expect(await focused(page)).toMatch(/: 0 failed$/);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toMatch(/: 0 completed$/);
      await page.keyboard.press('End');
      expect(await focused(page)).toMatch(/: 3 completed$/);
      expect(await seriousFaults(page)).toEqual([]);

      await page.getByRole('button', { name: 'As a table' }).click();
      const days = page.getByRole('table').getByRole('row');
      expect(await days.count()).toBe(31);
      expect(await days.nth(1).getByRole('cell').allTextContents()).toEqual(['3', '2']);
      expect(await days.nth(2).getByRole('cell').allTextContents()).toEqual(['0', '0']);
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'As a chart' }).click();
      await page.getByRole('link', { name: /: 2 failed$/ }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/tab=history&status=failed&from=[\d-]+&to=[\d-]+$/);
      await rows(page).nth(1).waitFor();
      expect(await rows(page).count()).toBe(2);
      await page.goBack();
      await page.getByRole('link', { name: /: 2 failed$/ }).waitFor();
    });

    test('activating, pausing and archiving say first what will happen, and then who did it', async () => {
      const id = await defined('Changing', [{ id: 'wait', type: 'delay', duration: 'P2D' }]);
      const page = await console().as('owner', `/automations/${id}`);
      const change = async (name: string, says: readonly RegExp[], done: string) => {
        await page.getByRole('button', { name, exact: true }).click();
        const dialog = page.getByRole('alertdialog', { name: `${name} “Changing”?` });
        for (const text of says) await dialog.getByText(text).waitFor();
        expect(await seriousFaults(page)).toEqual([]);
        await dialog.getByRole('button', { name, exact: true }).click();
        await page.getByText(done).waitFor();
        await dialog.waitFor({ state: 'detached' });
      };
      await change('Activate', [/^Contacts get in from now on/], '“Changing” is active.');
      await enroll(id, { id: 'one' });
      await enroll(id, { id: 'two' });
      await figure(page, 'Total runs').getByText('2', { exact: true }).waitFor();
      await change('Pause', [/^2 active runs are held where they are/, /Activating it again/], '“Changing” is paused.');
      await page.getByText('It is not active: nobody gets in at the moment.').waitFor();
      await change('Activate', [/^2 active runs go on where they were held/], '“Changing” is active.');
      await change('Archive', [/cannot be taken back/, /^2 active runs go on to the end/], '“Changing” is archived.');
      await page.getByText(/^Archived by owner \(key [0-9a-f]{8}\), version 1$/).waitFor();
      expect(await page.getByText(/^(?:Defined|Activated|Paused|Archived) by /).count()).toBe(5);
      for (const name of ['Pause', 'Activate', 'Archive', 'Edit', 'Enroll a contact'])
        expect([name, await page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0]);
    });

    test('Home groups by error what failed, and what goes on after it, and leads to those runs', async () => {
      const hi = { id: 'hi', type: 'sms', body: 'Hi' };
      const [ends, goesOn] = [
        await defined('Ends', [hi]),
        await defined('Goes on', [hi, { id: 'wait', type: 'delay', duration: 'P2D' }]),
      ];
      for (const id of [ends, goesOn]) {
        await console().api('manager', `${A}/workflows/${id}/activate`, {});
        await enroll(id, { id: 'no-phone', name: 'Without phone' });
      }
      const page = await console().as('manager');
      const group = page.getByRole('listitem').filter({ hasText: 'Something was missing' });
      await group.getByText(/^Add what is missing/).waitFor();
      await group.getByRole('link', { name: /^\d+ runs? failed in the last day$/ }).waitFor();
      await group.getByRole('link', { name: '1 run goes on after it' }).click();
      await rows(page).filter({ hasText: 'Without phone' }).getByText('Waiting', { exact: true }).waitFor();
      expect(await rows(page).count()).toBe(1);
    });

    test('reminders name their contact, are found by it, and say why one is not set any more', async () => {
      const trigger = { type: 'reminder', event: 'booked', dateField: 'data.at', offset: '-PT24H', key: 'data.id' };
      const steps = [{ id: 'hi', type: 'sms', body: 'Hi' }];
      const made = await console().api('manager', `${A}/workflows`, { name: 'The day before', trigger, steps });
      const { workflowId } = made as { workflowId: string };
      await console().api('manager', `${A}/workflows/${workflowId}/activate`, {});
      const at = new Date(Date.now() + 5 * 86_400_000).toISOString();
      for (const [id, contact, data] of [
        ['b-1', { id: 'c-ines', name: 'Inés Ruiz' }, { id: 'a', at }],
        ['b-2', { id: 'c-olga', name: 'Olga Petrova' }, { id: 'b', at }],
        ['b-3', { id: 'c-olga', name: 'Olga Petrova' }, { id: 'b', at: 'some day soon' }],
      ] as const)
        await console().api('manager', `${A}/events`, { id, type: 'booked', contact, data });
      const page = await console().as('viewer', '/reminders');
      const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
      await row('Inés Ruiz').getByText('Scheduled', { exact: true }).waitFor();
      await row('Olga Petrova').getByText('a newer event has no date that can be read').waitFor();
      await row('Olga Petrova').getByRole('link', { name: 'The day before' }).waitFor();
      await page.getByRole('searchbox', { name: 'Contact' }).fill('petr');
      await row('Inés Ruiz').waitFor({ state: 'detached' });
      await row('Olga Petrova').waitFor();
      await page.getByLabel('Status').selectOption({ label: 'Fired' });
      await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    });

    test('whoever presses twice enrolls once', async () => {
      const steps = [{ id: 'wait', type: 'delay', duration: 'P2D' }];
      const definition = { name: 'Twice', trigger: { type: 'manual' }, steps, settings: { reentry: 'always' } };
      const made = await console().api('manager', `${A}/workflows`, definition);
      const { workflowId } = made as { workflowId: string };
      await console().api('manager', `${A}/workflows/${workflowId}/activate`, {});
      const page = await console().as('manager', `/automations/${workflowId}`);
      let asked = 0;
      let answer = (): void => undefined;
      const pressed = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/enrollments', async (route) => {
        asked += 1;
        await pressed;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Enroll a contact' }).click();
      const dialog = page.getByRole('dialog', { name: 'Enroll a contact' });
      await dialog.getByLabel('Contact id').fill('maria');
      await dialog.getByRole('button', { name: 'Enroll', exact: true }).dblclick();
      await dialog.getByLabel('Contact id').press('Enter');
      answer();
      await page.getByRole('heading', { name: 'maria: Twice' }).waitFor();
      expect(asked).toBe(1);
    });

    test('a contact is enrolled by hand, and told where it is in it already', async () => {
      const id = await defined('By hand', [{ id: 'wait', type: 'delay', duration: 'P2D' }]);
      await console().api('manager', `${A}/workflows/${id}/activate`, {});
      await enroll(id, { id: 'maria' });
      const page = await console().as('manager', `/automations/${id}`);
      for (const reads of ['Ana Lopez', 'Juana']) {
        await page.getByRole('button', { name: 'Test run' }).click();
        expect(await page.getByLabel('Contact name').inputValue()).toBe(reads);
        await page.getByLabel('Contact name').fill('Juana');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      const opener = page.getByRole('button', { name: 'Enroll a contact' });
      await opener.click();
      const dialog = page.getByRole('dialog', { name: 'Enroll a contact' });
      await dialog.getByLabel('Contact id').fill('maria');
      await dialog.getByRole('button', { name: 'Enroll', exact: true }).click();
      await dialog.getByRole('link', { name: 'see that run' }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
      await opener.click();
      expect(await dialog.getByLabel('Contact id').inputValue()).toBe('maria');
      await dialog.getByLabel('Contact id').fill('juana');
      await dialog.getByRole('button', { name: 'Enroll', exact: true }).click();
      await page.getByRole('heading', { name: 'juana: By hand' }).waitFor();
    });
  },
  () => Promise.resolve({ SAMPLE: 'off' }),
);
