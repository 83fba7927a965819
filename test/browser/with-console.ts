import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Role } from '../../src/config/keys';
import { ServiceProcess } from '../faults/service-process';
import { copySampleTo } from './sample-ledger';
import { Windows } from './windows';

/** Set where these tests must not be skipped. */
const REQUIRED = process.env['REQUIRE_BROWSER'] === 'yes';
/** For a browser that shares a small machine with other tests: milliseconds a test or a hook. */
const TIMEOUT_MS = 120_000;

export const ACCOUNT = 'demo';
export const keyOf = (role: Role): string => `the-key-of-the-${role}`;
const ROLES: readonly Role[] = ['viewer', 'manager', 'owner', 'auditor', 'admin'];
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Pages live for seconds here: to make their code fast takes an eighth of all that the browser does. */
const UNOPTIMISED = '--js-flags=--no-opt --no-maglev';

/** What the service is configured by, beside what every test has. */
export type Environment = Readonly<Record<string, string>>;

/** The console, served by a real service over the sample ledger, in a real browser. */
export class ConsoleUnderTest {
  /** What the browser complained of, on any page: errors, and what the policy refused. */
  readonly complaints: string[] = [];
  private readonly windows: Windows;

  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
    private readonly environment: Environment,
    private service: ServiceProcess,
    /** Without a slash at its end. */
    readonly address: string,
  ) {
    this.windows = new Windows(browser, (page) => {
      this.hear(page);
    });
  }

  static async start(environment: Environment = {}): Promise<ConsoleUnderTest> {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-console-'));
    if (environment['SAMPLE'] !== 'off') await copySampleTo(folder);
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', UNOPTIMISED] });
    const service = ServiceProcess.start(settings(folder, environment));
    return new ConsoleUnderTest(browser, folder, environment, service, await listening(service));
  }

  /** @returns what was answered, as JSON; asked by a key, beside the browser */
  async api(role: Role, at: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<unknown> {
    const headers = { authorization: `Bearer ${keyOf(role)}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.address}${at}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${at} was answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** A browser window of its own, not signed in, on a page. */
  async visit(at = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.windows.open(options);
    await page.goto(`${this.address}${at}`);
    return page;
  }

  /** Likewise, signed in. */
  async as(role: Role, at = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.windows.open(options);
    const answer = await page.request.post(`${this.address}/api/session`, { data: { key: keyOf(role) } });
    if (!answer.ok()) throw new Error(`signing in was answered ${answer.status()}`);
    await page.goto(`${this.address}${at}`);
    return page;
  }

  private hear(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${String(error)}`));
    page.on('console', (message) => {
      const refused = /status of 4\d\d|net::ERR/.test(message.text()); // the page says what became of it
      if (message.type() === 'error' && !refused) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
  }

  async leaveWindows(): Promise<void> {
    await this.windows.leave();
  }

  async kill(): Promise<void> {
    await this.service.kill();
  }

  /** On the port that it had. */
  async startAgain(): Promise<void> {
    this.service = ServiceProcess.start({
      ...settings(this.folder, this.environment),
      PORT: new URL(this.address).port,
    });
    await listening(this.service);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.service.kill();
    rmSync(this.folder, { recursive: true });
  }
}

interface Axe {
  run(options: {
    readonly rules: Readonly<Record<string, { readonly enabled: boolean }>>;
    /** Of which all that was found is told; of what passes, which is most, the first only. */
    readonly resultTypes: readonly 'violations'[];
  }): Promise<{ readonly violations: readonly Violation[] }>;
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Of axe's rules that are not asked for by themselves: what is pressed is 24 pixels large, or far enough from the next. */
export const TARGETS = { 'target-size': { enabled: true } };

/** What axe finds that is serious or worse, on the page as it stands. */
export async function seriousFaults(page: Page, more: Partial<typeof TARGETS> = {}): Promise<readonly string[]> {
  await settled(page);
  // by the browser's own tools: the policy of the page lets no other script in
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(`${AXE};undefined`);
  return page.evaluate(async (rules) => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run({
      rules: { ...rules },
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, more);
}

/** What stands beyond the right border of the window, or of what cuts it off, where nothing can be scrolled to show it. */
export async function cutOff(page: Page): Promise<readonly string[]> {
  await settled(page);
  return page.evaluate(() => {
    /** Of what is only read out, and what stands in it. */
    const isClipped = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).clipPath === 'inset(50%)' || isClipped(element.parentElement));
    const isUnseen = (element: Element): boolean =>
      isClipped(element) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const reach = (element: Element): number => {
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        const { overflowX } = getComputedStyle(around);
        if (overflowX === 'auto' || overflowX === 'scroll') return Infinity;
        if (overflowX !== 'visible') return Math.min(innerWidth, around.getBoundingClientRect().right);
      }
      return document.documentElement.clientWidth;
    };
    return [...document.querySelectorAll('main *, header *, [role=dialog] *, [role=alertdialog] *')]
      .filter((element) => element.childElementCount === 0 && !isUnseen(element))
      .filter((element) => element.getBoundingClientRect().right > reach(element) + 1)
      .map((element) => element.outerHTML.slice(0, 200))
      .concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page itself'] : []);
  });
}

/** Once what was changed is laid out and drawn, and its colours have come to where they go. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    const going = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(going.map(({ finished }) => finished));
  });

/**
 * Tests in a browser, Debian's Chromium or that of CHROMIUM; where there is none they are skipped, and say why. At the end
 * the browser has complained of nothing.
 */
export function withConsole(
  suite: (console: () => ConsoleUnderTest) => void,
  environment: () => Promise<Environment> = () => Promise.resolve({}),
): void {
  const reason = whyNoBrowser();
  if (reason !== null && REQUIRED) throw new Error(reason);
  if (reason !== null) {
    process.stderr.write(`skipped: ${reason}\n`);
    describe.skip(`in a browser (${reason})`, () => {
      suite(() => {
        throw new Error(reason);
      });
    });
    return;
  }
  describe('in a browser', () => {
    jest.setTimeout(TIMEOUT_MS);
    let started: ConsoleUnderTest | null = null;
    const here = (): ConsoleUnderTest => {
      if (started === null) throw new Error('the console is not started');
      return started;
    };
    beforeAll(async () => {
      started = await ConsoleUnderTest.start(await environment());
    });
    afterAll(async () => {
      await started?.stop();
    });
    afterEach(async () => {
      await started?.leaveWindows();
      expect(started?.complaints.splice(0)).toEqual([]);
    });
    suite(here);
  });
}

const settings = (folder: string, environment: Environment) => ({
  DATA_DIR: folder,
  RUNLEDGER_API_KEYS: JSON.stringify(ROLES.map((role) => ({ key: keyOf(role), account: ACCOUNT, role }))),
  ...environment,
});

async function listening(service: ServiceProcess): Promise<string> {
  const address = await service.listening;
  if (address === null) throw new Error(`the service did not start: ${service.errors}`);
  return address;
}

/** The one without windows needs half the time. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

const browserPath = (): string => process.env['CHROMIUM'] ?? BROWSERS.find(isThere) ?? BROWSERS.join(' or ');

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const whyNoBrowser = (): string | null =>
  isThere(browserPath())
    ? null
    : `there is no Chromium at ${browserPath()}; install it, or set CHROMIUM to where it is`;
