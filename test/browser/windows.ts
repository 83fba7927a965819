import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** For what a person would wait for, on a small machine that is shared with other tests, in milliseconds. */
const PATIENCE_MS = 30_000;
const SIZE = { width: 1280, height: 720 };

/**
 * The windows of a browser. Those that one test leaves serve the next, emptied of all that a page can keep, since a new one
 * takes the browser longer than everything that a page does in it. A test that changes more of a window than its pages can,
 * by a script or a clock, closes it.
 */
export class Windows {
  /** Made as usual. */
  private readonly usual = new WeakSet<BrowserContext>();
  private readonly left: Page[] = [];

  /** @param opened told of the page of each new window */
  constructor(
    private readonly browser: Browser,
    private readonly opened: (page: Page) => void,
  ) {}

  /** A page in a window in which nobody is signed in. */
  async open(options: BrowserContextOptions): Promise<Page> {
    const isUsual = Object.keys(options).length === 0;
    const left = isUsual ? this.left.pop() : undefined;
    if (left !== undefined) return left;
    const context = await this.browser.newContext({
      timezoneId: 'Europe/Madrid',
      locale: 'en-US',
      viewport: SIZE,
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    if (isUsual) this.usual.add(context);
    const page = await context.newPage();
    this.opened(page);
    return page;
  }

  /** After a test: what it leaves open would go on drawing, and asking. */
  async leave(): Promise<void> {
    const unused = this.left.map((page) => page.context());
    for (const context of this.browser.contexts()) {
      if (unused.includes(context)) continue;
      const page = this.usual.has(context) ? await emptied(context) : null;
      if (page === null) await context.close();
      else this.left.push(page);
    }
  }
}

/** Its first page, on which nothing is; null where that cannot be had. */
async function emptied(context: BrowserContext): Promise<Page | null> {
  const [page, ...others] = context.pages();
  if (page === undefined) return null;
  try {
    await Promise.all(others.map((other) => other.close()));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.goto('about:blank');
    await context.clearCookies();
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(SIZE);
    return page;
  } catch {
    return null; // it stands where there is nothing to keep, or asks whether it may be left
  }
}
