/**
 * Every page of the console over the sample ledger, in light, dark and on a phone: to be looked at. They go to screenshots/,
 * which is kept out of git.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Role } from '../../src/config/keys';
import { ConsoleUnderTest } from './with-console';

const FOLDER = path.join(process.cwd(), 'screenshots');

/** Pixels: of a list that has no end its beginning is enough. */
const TALLEST = 2_000;

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
} as const;

interface Listed {
  readonly items: readonly Readonly<Record<string, string>>[];
}

/** What a picture is named, whose page it is, and where. */
async function pagesOf(console: ConsoleUnderTest): Promise<readonly (readonly [string, Role, string])[]> {
  const idOf = async (at: string, id: string): Promise<string> =>
    ((await console.api('owner', `/api/automations/${at}`)) as Listed).items[0]?.[id] ?? '';
  const [automation, failed, waiting] = await Promise.all([
    idOf('workflows?limit=200', 'workflowId'),
    idOf('runs?status=failed&limit=1', 'runId'),
    idOf('runs?status=waiting&limit=1', 'runId'),
  ]);
  return [
    ['home', 'owner', '/'],
    ['automations', 'owner', '/automations'],
    ['automation', 'owner', `/automations/${automation}`],
    ['automation-runs', 'owner', `/automations/${automation}?tab=history`],
    ['editor', 'owner', `/automations/${automation}/edit`],
    ['editor-new', 'owner', '/automations/new'],
    ['runs', 'owner', '/runs'],
    ['run-failed', 'owner', `/runs/${failed}`],
    ['run-waiting', 'auditor', `/runs/${waiting}`],
    ['contacts', 'owner', '/contacts?search=lu'],
    ['contact', 'owner', '/contacts/contact-050'],
    ['reminders', 'owner', '/reminders'],
    ['outbox', 'owner', '/outbox'],
    ['settings', 'owner', '/settings'],
    ['hooks', 'owner', '/hooks'],
    ['projections', 'admin', '/projections'],
  ];
}

async function main(): Promise<void> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'runledger-screenshots-'));
  process.env['TMPDIR'] = temporary;
  mkdirSync(FOLDER, { recursive: true });
  const service = await ConsoleUnderTest.start();
  try {
    const pages = await pagesOf(service);
    for (const [look, options] of Object.entries(LOOKS)) {
      const signIn = await service.visit('/', options);
      await signIn.screenshot({ path: path.join(FOLDER, `sign-in-${look}.png`) });
      for (const role of new Set(pages.map(([, whose]) => whose))) {
        const page = await service.as(role, '/', options);
        for (const [name, , at] of pages.filter(([, whose]) => whose === role)) {
          await page.goto(`${service.address}${at}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
          const { width, height } = options.viewport;
          const whole = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), TALLEST) });
          await page.screenshot({ path: path.join(FOLDER, `${name}-${look}.png`) });
          await page.setViewportSize({ width, height });
        }
        await page.context().close();
      }
    }
    for (const complaint of service.complaints) console.log(complaint);
  } finally {
    await service.stop();
    rmSync(temporary, { recursive: true });
  }
}

void main();
