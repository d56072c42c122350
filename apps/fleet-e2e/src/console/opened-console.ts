import assert from 'node:assert/strict';
import { eventually } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import type { Page } from 'playwright-core';
import { ConsoleBrowser } from './console-browser';
import { ConsoleServer } from './console-server';
import { LivedFleet } from './lived-fleet';

/** A fleet with a history, the console of it, and a browser that has opened the console's link. */
export interface OpenedConsole {
  readonly resources: ResourceStack;
  readonly lived: LivedFleet;
  readonly server: ConsoleServer;
  readonly browser: ConsoleBrowser;
  /** The tab that has opened the link. */
  readonly page: Page;
}

/** It is opened before the first test of a file, and ends after the last. */
export function openedConsole(): () => OpenedConsole {
  const resources = new ResourceStack();
  let opened: OpenedConsole | undefined;

  beforeAll(async () => {
    const browser = await ConsoleBrowser.start(resources);
    const lived = await LivedFleet.start(resources);
    const server = await ConsoleServer.start(lived.rotating.cloud);
    const page = await browser.open(server.link);
    // A token works once: who leaves the page before it is a session has none.
    await page.getByRole('heading', { name: 'Age of certificates' }).waitFor();
    opened = { resources, lived, server, browser, page };
  });

  afterAll(() => resources.dispose());

  return () => {
    assert(opened !== undefined, 'The console is open once the tests run');
    return opened;
  };
}

/** Goes to an address of the console and waits until the view has all that it asks for. */
export async function visit(
  { page, server }: Pick<OpenedConsole, 'page' | 'server'>,
  path: string,
): Promise<void> {
  await page.goto(server.address(path));
  await settle(page);
}

/** Waits until a view has its heading, and nothing says any more that it is being read. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await eventually(`view at ${page.url()} that has come to rest`, async () => {
    const text = await textOf(page);
    return /(^|\n)(Reading|Loading|Listing|Opening|Asking|Beginning|Looking) /.test(text) ? undefined : text;
  });
}

/** The text of a page, as somebody reads it. */
export function textOf(page: Page): Promise<string> {
  return page.locator('body').innerText();
}
