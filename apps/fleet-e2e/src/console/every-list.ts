import { addDays, formatCertDate } from '@fleet/cert-dates';
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

  it('leads from the first warnings of a sweep to those who were warned, from the records', async () => {
    const page = await followOfFirstDay('First warnings');
    expect(page.url()).toContain('/devices?happened=warned&on=');
    const text = await textOf(page);
    expect(text).toContain('records read one after the other: warned for the first time on ');
    expect(text).toContain(known.rotated);
    expect(text).toContain(known.second);
    expect(text).not.toContain('meter-0000');
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
    const text = await textOf(page);
    expect(text).toContain(known.rotated);
    expect(text).not.toContain('meter-0000');
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
