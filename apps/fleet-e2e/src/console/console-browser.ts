import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceStack } from '@fleet/resource-stack';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import * as z from 'zod';
import { workspaceRoot } from '../workspace';
import { indexedPicture } from './indexed-picture';
import { installedChromium } from './installed-chromium';

const pictures = join(workspaceRoot, 'docs', 'console');

/** The widths at which every view is looked at. */
export const widths = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

const violation = z.object({
  id: z.string(),
  help: z.string(),
  nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
});

/** A browser with nothing in it, in which a console is opened. */
export class ConsoleBrowser {
  /** What the pages complained of: a policy of content that was broken, a script that failed. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly context: BrowserContext,
  ) {}

  static async start(resources: ResourceStack): Promise<ConsoleBrowser> {
    const browser = await resources.acquire(
      () =>
        chromium.launch({
          executablePath: installedChromium(),
          // Containers seldom allow the namespaces that its sandbox needs.
          args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
        }),
      (each) => each.close(),
    );
    return new ConsoleBrowser(browser, await contextIn(browser));
  }

  /** As another browser would, which knows nothing of this one. The caller closes the page's context. */
  async openElsewhere(address: string): Promise<Page> {
    const page = await (await contextIn(this.browser)).newPage();
    await page.goto(address);
    return page;
  }

  async open(address: string): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => void this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A refused request is what some tests are about.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(`${page.url()}: ${message.text()}`);
      }
    });
    await page.goto(address);
    return page;
  }
}

async function contextIn(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: widths.wide, reducedMotion: 'reduce' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}

/** What axe finds on a page, at least "minor", each in a line. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Through the browser's own interface: the page's policy lets no other script in.
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)',
  );
  return z
    .array(violation)
    .parse(found)
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = help }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** What is further down than this is more of the same. */
const tallest = 1_400;

/** Takes a picture for docs/console.md, where that was asked for. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env['CONSOLE_PICTURES'] === undefined) {
    return;
  }
  const shown = page.viewportSize() ?? widths.wide;
  const height = z.number().parse(await page.evaluate('document.documentElement.scrollHeight'));
  // The page as somebody sees it whose screen is high enough.
  await page.setViewportSize({
    width: shown.width,
    height: Math.min(Math.max(height, shown.height), tallest),
  });
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await page.setViewportSize(shown);
  await mkdir(pictures, { recursive: true });
  await writeFile(join(pictures, `${name}.png`), indexedPicture(png));
}

/** Shows a page in other colours. */
export async function inColours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}
