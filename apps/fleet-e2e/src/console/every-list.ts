import { addDays, formatCertDate } from '@fleet/cert-dates';
import { defined } from '@fleet/optional-members';
import type { Page } from 'playwright-core';
import { known } from './lived-fleet';
import { settle, textOf, visit, type OpenedConsole } from './opened-console';

/** Every bar leads to the list of what it counts, with the keyboard too. */
export function everyList(console: () => OpenedConsole): void {
  /** Presses Enter on the first bar of the chart of sweeps, and follows one of the figures of its day. */
  const followOfFirstDay = async (figure: string): Promise<Page> => {
    await visit(console(), '/');
    const { page } = console();
    await page.getByRole('application', { name: /What the last sweeps did/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const day = page.getByRole('dialog');
    await day.getByRole('listitem').filter({ hasText: figure }).getByRole('link').press('Enter');
    await settle(page);
    return page;
  };

  it('leads from the first warnings of a sweep to those who were warned, from the records, read on until their end', async () => {
    const page = await followOfFirstDay('First warnings');
    expect(page.url()).toContain('/devices?happened=warned&on=');
    // Those who were warned come after more than a page of a list reads.
    expect(await textOf(page)).toContain('None among those that were read so far');
    await readOn(page);
    const text = await textOf(page);
    const records = await numberOfRecords(console());
    expect(text).toContain(
      `2 devices on this page, and no page after it, from ${records} records read one after the other: warned for the first time on `,
    );
    expect(text).toContain(known.rotated);
    expect(text).toContain(known.second);
    expect(text).not.toContain('meter-0000');
  });

  it('turns to the next page of a full one, and back to the first', async () => {
    await visit(console(), '/devices?prefix=meter-');
    const { page } = console();
    const firstOfAll = await page
      .getByRole('link', { name: /^meter-/ })
      .first()
      .innerText();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('link', { name: firstOfAll, exact: true }).waitFor({ state: 'detached' });
    await settle(page);
    expect(page.url()).toContain('after=');
    expect(await page.getByRole('link', { name: /^meter-/ }).count()).toBe(50);
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByRole('link', { name: firstOfAll, exact: true }).waitFor();
  });

  it('leads from who was cut off to them, from the logs, with why', async () => {
    const page = await followOfFirstDay('Cut off');
    expect(page.url()).toContain('/devices?happened=cut-off&on=');
    const text = await textOf(page);
    expect(text).toContain(known.deaf);
    expect(text).toContain('Its days of grace had passed.');
  });

  it('leads from who was found to those of them who are due still, from the index', async () => {
    const page = await followOfFirstDay('Found');
    expect(page.url()).toContain('/devices?issuedUntil=');
    expect(await textOf(page)).not.toContain(known.rotated);
  });

  it('leads from a day on which devices joined to them', async () => {
    await visit(console(), '/claims');
    const { page } = console();
    await page.getByRole('button', { name: 'Count', exact: true }).click();
    await page.getByRole('button', { name: 'In figures' }).click();
    const figures = page.getByRole('table', { name: 'Devices that joined, in figures' });
    await figures.getByRole('link').last().click();
    await settle(page);
    expect(page.url()).toContain('/devices?happened=joined&on=');
    await readOn(page);
    const text = await textOf(page);
    expect(text).toContain(known.rotated);
    expect(text).not.toContain('meter-0000');
  });

  it('leads to a device with a colon in its name', async () => {
    const { page, lived } = console();
    await lived.rotating.fleet.provision('unit:7');
    await visit(console(), '/devices?prefix=unit:');
    await page.getByRole('link', { name: 'unit:7', exact: true }).click();
    await page.getByRole('heading', { name: 'unit:7', exact: true }).waitFor();
    await settle(page);
    expect(await textOf(page)).toContain('It may connect');
  });

  it('lists who was refused on a day, and why', async () => {
    const { time } = await console().lived.rotating.cloud.moveTime('+0d');
    const day = addDays(formatCertDate(time), -6);
    await visit(console(), `/devices?happened=refused&refusal=provision:has-current&on=${day}`);
    const { page } = console();
    await page.getByRole('link', { name: known.rotated }).waitFor();
    expect(await textOf(page)).toContain('has a proven certificate already');
  });
}

/** Has the records read until their end, and sees that there is nothing after that. */
async function readOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Read on until the page is full' }).click();
  await page.getByText(', and no page after it').waitFor();
  expect(await page.getByRole('button', { name: 'Read on' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
}

async function numberOfRecords({ lived }: OpenedConsole): Promise<string> {
  const { registry } = lived.rotating.fleet;
  let count = 0;
  let start: string | undefined;
  do {
    const page = await registry.list({ limit: 1_000, ...defined({ start }) });
    count += page.devices.length;
    start = page.next;
  } while (start !== undefined);
  return count.toLocaleString('en');
}
