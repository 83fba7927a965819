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
  });
});
