import { keyOf, withConsole } from './with-console';

interface Ids {
  readonly workflowId: string;
  readonly runId: string;
}

withConsole((console) => {
  test('a wrong key is told, and the right one opens the page that was asked for', async () => {
    const page = await console().visit('/automations');
    await page.getByLabel('API key').fill('no-such-key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This key is not known here.').waitFor();
    await page.getByLabel('API key').fill(keyOf('manager'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Automations' }).waitFor();
    await page.getByRole('link', { name: 'Estimate follow-up' }).waitFor();
  });

  test('from any page a name, Enter, and two sentences say what came last and what comes next', async () => {
    const page = await console().as('viewer', '/outbox');
    await page.getByRole('button', { name: 'Find a contact' }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Find a contact' }).fill('ethan patel');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ethan Patel' }).waitFor();
    await page.getByText(/^Last: an (SMS|email) of “.+”, .+\.$/).waitFor();
    await page.getByText(/^Next: .+\.$/).waitFor();
  });

  test('an address at which there is nothing is told by the console, which leads home', async () => {
    const page = await console().as('viewer', '/runz/1');
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await page.goto(`${console().address}/automations/x/y/z`);
    await page.getByRole('link', { name: 'Go to Home' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
  });

  test.each([
    ['that is no encoding', '%zz'],
    ['of nothing that can be written', '%00'],
    ['with a slash', 'a%2Fb'],
    ['that turns the direction', '%E2%80%AE'],
    ['of a picture', '%F0%9F%98%80'],
    ['of 500 letters', 'x'.repeat(500)],
    ['of 5,000 letters', 'x'.repeat(5_000)],
  ])('of an id %s it is said that there is no such thing, and where the others are', async (_, id) => {
    const page = await console().as('manager', '/outbox');
    for (const [at, said, others] of [
      [`/runs/${id}`, 'There is no such run', 'All runs'],
      [`/automations/${id}`, 'There is no such automation', 'All automations'],
      [`/automations/${id}/edit`, 'There is no such automation', 'All automations'],
      [`/contacts/${id}`, 'Nobody is known by this id', 'Find a contact'],
    ] as const) {
      await page.goto(`${console().address}${at}`);
      await page.getByRole('heading', { name: said }).waitFor();
      await page.getByRole('heading', { level: 1, name: /^An? (run|automation|contact)$/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
      await page.getByRole('main').getByRole('link', { name: others }).click();
      await page.getByRole('heading', { level: 1, name: /s$/ }).waitFor();
    }
  });

  test.each([
    ['/runs?errorCode=', 'pigeon_lost'],
    ['/runs?contact=', 'x'.repeat(500)],
    ['/reminders?contact=', 'x'.repeat(500)],
    ['/contacts?search=', 'x'.repeat(500)],
  ])('what %s cannot find matches nothing, and is cleared', async (at, text) => {
    const page = await console().as('viewer', `${at}${text}`);
    const nothing = page.getByRole('heading', { name: 'Nothing matches' });
    await nothing.waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await nothing.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  test('on a phone what adds hours to a day stands beside them', async () => {
    const page = await console().as('owner', '/settings', { viewport: { width: 360, height: 740 } });
    const opens = await page.getByLabel('Monday opens').boundingBox();
    const add = await page.getByRole('button', { name: 'Add hours on Monday' }).boundingBox();
    expect(Math.abs((opens?.y ?? 0) - (add?.y ?? 100))).toBeLessThan(20);
  });

  test('a viewer is offered nothing that a viewer may not do', async () => {
    const page = await console().as('viewer', '/automations');
    await page.getByRole('link', { name: 'Estimate follow-up' }).waitFor();
    expect(await page.getByText('New automation').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Hooks' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Projections' }).count()).toBe(0);
  });

  test('who changed an automation, cancelled a run and recorded an opt-out stands beside it', async () => {
    const definition = {
      name: 'Told',
      trigger: { type: 'manual' },
      steps: [{ id: 'wait', type: 'delay', duration: 'P2D' }],
    };
    const { workflowId } = (await console().api('owner', '/api/automations/workflows', definition)) as Ids;
    await console().api('owner', `/api/automations/workflows/${workflowId}/activate`, {});
    const body = { contact: { id: 'ana', name: 'Ana' } };
    const { runId } = (await console().api(
      'manager',
      `/api/automations/workflows/${workflowId}/enrollments`,
      body,
    )) as Ids;
    const page = await console().as('manager', `/runs/${runId}`);
    await page.getByText(/^Begun by manager \(key [0-9a-f]{8}\), by hand/).waitFor();
    await console().api('manager', `/api/automations/runs/${runId}/cancel`, { reason: 'she called' });
    await page.getByText(/Cancelled .+ by manager \(key [0-9a-f]{8}\): “she called”\.$/).waitFor();
    await page.goto(`${console().address}/automations/${workflowId}`);
    await page.getByText(/^Activated by owner \(key [0-9a-f]{8}\), version 1$/).waitFor();
    await page.goto(`${console().address}/contacts/ana`);
    await page.getByRole('switch', { name: 'SMS may be sent' }).click();
    await page.getByRole('button', { name: 'Opt out' }).click();
    await page.getByText(/^opted out .+, recorded by manager \(key [0-9a-f]{8}\)$/).waitFor();
    await page.getByRole('switch', { name: 'SMS may be sent' }).click();
    await page.getByRole('button', { name: 'Opt in' }).click();
    await page.getByText('History', { exact: true }).click();
    await page.getByText(/^SMS opted in now, recorded by manager \(key [0-9a-f]{8}\)$/).waitFor();
    await page.getByText(/^SMS opted out now, recorded by manager \(key [0-9a-f]{8}\)$/).waitFor();
  });

  test('automations are found by name and status, each with what its last 30 days were', async () => {
    const page = await console().as('manager', '/automations');
    const row = page.getByRole('row').filter({ hasText: 'Review request' });
    await row.getByRole('img', { name: /^\d+ completed, \d+ failed since / }).waitFor();
    await page.getByRole('searchbox', { name: 'Search automations' }).fill('review');
    await page.getByRole('link', { name: 'Estimate follow-up' }).waitFor({ state: 'detached' });
    await row.waitFor();
    await page.waitForURL(/\?search=review$/);
    await page.getByLabel('Status').selectOption({ label: 'Paused' });
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'Estimate follow-up' }).waitFor();
  });

  test('contacts of the latest runs are listed, and what is to be done there is told, until somebody is looked for', async () => {
    const page = await console().as('viewer', '/automations');
    await page.getByRole('link', { name: 'Review request' }).click();
    await page.getByRole('link', { name: 'Why not enrolled' }).click();
    await page.getByText(/^Why is somebody not in an automation\? Find the contact/).waitFor();
    const latest = page.getByRole('heading', { name: 'Contacts of the latest runs' });
    await latest.waitFor();
    await page.getByRole('row').nth(5).waitFor();
    await page.getByRole('searchbox', { name: 'Find contacts' }).fill('ethan patel');
    await page.getByRole('link', { name: 'Ethan Patel' }).waitFor();
    await latest.waitFor({ state: 'detached' });
  });

  test('a local phone number finds whose it is', async () => {
    const contact = { id: 'local', name: 'Local Number', phone: '+15550100000' };
    await console().api('manager', '/api/automations/events', { id: 'local', type: 'called', contact, data: {} });
    const page = await console().as('viewer', '/contacts');
    for (const typed of ['(555) 010-0000', '555 0100', '555.010', '+1 (555) 010', '0015550100000']) {
      await page.getByRole('searchbox', { name: 'Find contacts' }).fill(typed);
      await page.getByRole('link', { name: 'Local Number' }).waitFor();
      await page.getByRole('searchbox', { name: 'Find contacts' }).fill('');
      await page.getByRole('link', { name: 'Local Number' }).waitFor({ state: 'detached' });
    }
  });

  test('a hook is opened once by two presses, and tells its last calls and what was wrong with them', async () => {
    const page = await console().as('owner', '/hooks');
    await page.getByRole('button', { name: 'New hook' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New hook' });
    await dialog.getByLabel('Event', { exact: true }).fill('lead.created');
    await dialog.getByLabel('Where the event’s id is').fill('id');
    await dialog.getByLabel('Where the contact’s id is').fill('customer.id');
    await dialog.getByLabel('Signing secret').fill('whsec_c2hvcnQ=');
    await dialog.getByRole('button', { name: 'Open hook' }).click();
    await dialog.getByText(/whsec_ and the base64/).waitFor();
    await dialog.getByLabel('Signing secret').fill('');
    await dialog.getByRole('button', { name: 'Open hook' }).dblclick();
    const opened = page.getByRole('dialog', { name: 'The hook is open' });
    const url = await opened.locator('code').textContent();
    await page.mouse.dblclick(1, 1);
    await opened.locator('code').waitFor();
    for (const body of [{ id: 'l-1', customer: { id: 'ines' } }, { id: 'l-2' }])
      await fetch(new URL(url ?? '', console().address), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'lead.created' }).waitFor();
    expect(await page.getByRole('heading', { name: 'lead.created' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Show last calls' }).click();
    const call = (outcome: string) =>
      page.getByRole('listitem').filter({ has: page.getByText(outcome, { exact: true }) });
    await call('Handled').getByRole('link', { name: 'ines' }).waitFor();
    await call('Refused').getByText('customer.id').first().waitFor();
  });

  test('a dialog stays while what it does is under way, and tells what became of it, also to whoever left the page', async () => {
    const page = await console().as('owner', '/hooks');
    const answers: (() => void)[] = [];
    const isAsked = async (): Promise<void> => {
      while (answers.length === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
    };
    const answer = async (): Promise<void> => {
      await isAsked();
      answers.splice(0).forEach((release) => {
        release();
      });
    };
    await page.route(/\/(?:hooks|opt-outs\/sms|enrollments)$/, async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      await new Promise<void>((resolve) => answers.push(resolve));
      return route.request().url().endsWith('/hooks') ? route.continue() : route.abort();
    });
    const said = 'The service cannot be reached. Check the connection and try again.';

    await page.getByRole('button', { name: 'New hook' }).first().click();
    const hook = page.getByRole('dialog', { name: 'New hook' });
    await hook.getByLabel('Event', { exact: true }).fill('lead.kept');
    await hook.getByLabel('Where the event’s id is').fill('id');
    await hook.getByLabel('Where the contact’s id is').fill('customer.id');
    await hook.getByRole('button', { name: 'Open hook' }).click();
    await isAsked();
    await page.keyboard.press('Escape');
    await hook.getByRole('button', { name: 'Close' }).click();
    await answer();
    await page.getByRole('dialog', { name: 'The hook is open' }).locator('code').waitFor();

    await page.goto(`${console().address}/contacts?search=ethan+patel`);
    await page.getByRole('link', { name: 'Ethan Patel' }).click();
    await page.getByRole('switch', { name: 'SMS may be sent' }).click();
    const asked = page.getByRole('alertdialog');
    await asked.getByRole('button', { name: 'Opt out' }).click();
    await isAsked();
    await page.keyboard.press('Escape');
    await asked.getByRole('button', { name: 'Keep as it is' }).click({ force: true });
    await answer();
    await asked.getByRole('alert').filter({ hasText: said }).waitFor();
    await asked.getByRole('button', { name: 'Opt out' }).click();
    await isAsked();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor();
    await answer();
    await page.getByRole('status').getByText(said).waitFor();

    await page.goto(`${console().address}/automations`);
    await page.getByRole('link', { name: 'Review request' }).click();
    await page.getByRole('button', { name: 'Enroll a contact' }).click();
    const enroll = page.getByRole('dialog', { name: 'Enroll a contact' });
    await enroll.getByLabel('Contact id').fill('somebody');
    await enroll.getByRole('button', { name: 'Enroll', exact: true }).click();
    await isAsked();
    await page.keyboard.press('Escape');
    await enroll.getByRole('button', { name: 'Close' }).last().click();
    await answer();
    await enroll.getByRole('alert').getByText(said).waitFor();
    await page.keyboard.press('Escape');
    await enroll.waitFor({ state: 'detached' });
  });

  test('hours are opened by dragging over a day, and saved', async () => {
    const page = await console().as('owner', '/settings');
    const monday = page.getByRole('group', { name: 'Monday' });
    const bar = monday.locator('svg').first();
    await bar.scrollIntoViewIfNeeded();
    const drag = async (from: number, to: number): Promise<void> => {
      const box = await bar.boundingBox();
      if (box === null) throw new Error('it is not shown');
      const at = (hour: number) => [box.x + (box.width * hour) / 24, box.y + box.height / 2] as const;
      await page.mouse.move(...at(from));
      await page.mouse.down();
      await page.mouse.move(...at(to), { steps: 4 });
      await page.mouse.up();
    };
    await drag(20, 22);
    await monday.getByLabel('Monday opens').nth(1).waitFor();
    await drag(7, 9);
    expect(
      await monday.getByLabel('Monday opens').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
    ).toEqual(['07:00', '20:00']);
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('The settings are saved.').waitFor();
    expect(await console().api('viewer', '/api/automations/settings')).toMatchObject({
      businessHours: {
        mon: [
          ['07:00', '18:00'],
          ['20:00', '22:00'],
        ],
      },
    });
  });

  test('a projection is verified, rebuilt, and rolled back; how far a rebuild is stands beside it', async () => {
    const page = await console().as('admin', '/projections');
    const one = page.getByRole('listitem').filter({ has: page.getByText('outbox', { exact: true }) });
    const asked = async (action: string): Promise<void> => {
      await one.getByRole('button', { name: action, exact: true }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: action, exact: true }).click();
      await page.getByText(`${action}: outbox is on its way.`).waitFor();
    };
    await one.getByRole('button', { name: 'More about outbox' }).click();
    await one.getByRole('button', { name: 'Verify against the log' }).click();
    await one.getByText(/^All [\d,]+ documents equal what the log says\./).waitFor();
    await asked('Rebuild');
    await one.getByText(/^Copy v1_\d+, .+, live, made/).waitFor();
    await asked('Roll back');
    await one.getByText(/^Copy v1, .+, live/).waitFor();

    await page.route('**/api/admin/projections', async (route) => {
      const answer = await route.fetch();
      const { items, ...rest } = (await answer.json()) as { items: readonly { name: string }[] };
      const rebuild = {
        kind: 'rebuild',
        status: 'building',
        events: 500,
        lag: 500,
        eventsPerSecond: 100,
        reason: null,
        failure: null,
      };
      const json = { ...rest, items: items.map((item) => (item.name === 'outbox' ? { ...item, rebuild } : item)) };
      await route.fulfill({ json });
    });
    await page.reload();
    await one.getByRole('progressbar', { name: 'Rebuild: 50 %' }).waitFor();
    await one.getByText('500 events, 100 a second, about 5 s left').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});
