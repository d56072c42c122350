import { eventually } from '@fleet/eventually';
import type { Page } from 'playwright-core';
import { obtainCertificate, register } from '../devices/registration';
import { known } from './lived-fleet';
import { loadedName } from './loaded-devices';
import { visit, type OpenedConsole } from './opened-console';

/** What an operator does in the page is done in the cloud, as fleet-cli would have done it. */
export function everyAct(console: () => OpenedConsole): void {
  const record = (serial: string) => console().lived.rotating.fleet.registry.find(serial);
  const actOn = async (serial: string, act: string): Promise<Page> => {
    await visit(console(), `/devices/${serial}`);
    const { page } = console();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: act, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  };
  const agree = async (page: Page, verb: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: verb, exact: true }).click();
    // Ten devices take their time, each one after the other: the test's own guard is patience enough.
    await dialog.getByText('Done', { exact: true }).waitFor({ timeout: 0 });
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  };

  it('permits a device to provision again, and takes the permit back', async () => {
    const serial = known.second;
    await agree(await actOn(serial, 'Permit'), 'Permit');
    expect(Object.keys((await record(serial))?.permits ?? {})).toEqual(['reprovision']);
    await agree(await actOn(serial, 'Revoke permits'), 'Revoke');
    expect((await record(serial))?.permits).toEqual({});
  });

  it('says what a block would do, changes nothing by that, and blocks', async () => {
    const serial = loadedName(1);
    const page = await actOn(serial, 'Block');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason – optional').fill('<img src=x onerror=alert(1)>');
    await dialog.getByText('Go on until it has been away').click();
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('Nothing was changed').waitFor();
    expect(await record(serial)).not.toMatchObject({ state: 'blocked' });
    await agree(page, 'Block');
    expect(await record(serial)).toMatchObject({ state: 'blocked' });
    await page.getByText('onerror=alert(1)').first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('lets a blocked device back in', async () => {
    await agree(await actOn(known.blocked, 'Unblock'), 'Unblock');
    expect((await record(known.blocked))?.state).toBe('active');
  });

  it('makes a certificate older, on local-cloud', async () => {
    const serial = loadedName(2);
    const page = await actOn(serial, 'Set its age');
    await page.getByLabel('Issue date').fill('2024-01-31');
    await agree(page, 'Set the date');
    expect(await console().lived.rotating.attributes(serial)).toMatchObject({ cert_issuance: '20240131' });
  });

  it('removes a device when that was tried and its name was typed once more, and not before', async () => {
    const serial = loadedName(3);
    const page = await actOn(serial, 'Remove');
    const dialog = page.getByRole('dialog');
    const remove = dialog.getByRole('button', { name: 'Remove', exact: true });
    await page.getByLabel(`To agree, type ${serial}`).fill(serial);
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('Nothing was changed').waitFor();
    await dialog.getByText(`Would remove ${serial}`).waitFor();
    await page.getByLabel(`To agree, type ${serial}`).fill(serial.slice(0, -1));
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel(`To agree, type ${serial}`).fill(serial);
    await agree(page, 'Remove');
    expect(await record(serial)).toBeUndefined();
  });

  it('does the same to a selection, when that was tried first', async () => {
    await visit(console(), '/devices?prefix=meter-001');
    const { page } = console();
    // By the keyboard: a mouse hits the copy of the heading that stays in sight.
    await page.getByRole('checkbox', { name: 'Choose all devices of this page' }).press('Space');
    await page.getByRole('button', { name: 'Act on 10 devices' }).click();
    await page.getByRole('menuitem', { name: 'Block', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Go on until it has been away').click();
    const block = dialog.getByRole('button', { name: 'Block', exact: true });
    expect(await block.getAttribute('aria-disabled')).toBe('true');
    const tryIt = async () => {
      await dialog.getByRole('button', { name: 'Try it first' }).click();
      await dialog.getByText('Nothing was changed').waitFor();
    };
    await tryIt();
    // A trial with other options has shown nothing.
    await dialog.getByLabel('Reason – optional').fill('stolen');
    expect(await block.getAttribute('aria-disabled')).toBe('true');
    await tryIt();
    await agree(page, 'Block');
    expect(await record('meter-0010')).toMatchObject({ state: 'blocked' });
    expect(await record('meter-0019')).toMatchObject({ state: 'blocked' });
  });

  it('leaves a line for each act, with who did it', async () => {
    const lines = await eventually('audit of six acts', () => {
      const { audit } = console().server;
      return audit.length >= 6 ? audit : undefined;
    });
    expect(lines.some((line) => line.includes('"block"') && line.includes(loadedName(1)))).toBe(true);
  });

  it('moves the clock', async () => {
    await visit(console(), '/local/clock');
    const { page, lived } = console();
    const before = await lived.rotating.cloud.moveTime('+0d');
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await eventually('hour that has passed', async () => {
      const now = await lived.rotating.cloud.moveTime('+0d');
      return now.offsetMillis - before.offsetMillis >= 3_600_000 ? now : undefined;
    });
  });

  it('plays days one after the other, until it is told to stop', async () => {
    await visit(console(), '/local/clock');
    const { page, lived } = console();
    const before = await lived.rotating.cloud.moveTime('+0d');
    await page.getByRole('button', { name: '30 days', exact: true }).click();
    await page.getByRole('button', { name: 'Play them one after the other' }).click();
    await page.getByText('2 of 30 days').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Play them one after the other' }).waitFor();
    const days =
      ((await lived.rotating.cloud.moveTime('+0d')).offsetMillis - before.offsetMillis) / 86_400_000;
    expect(Math.round(days)).toBeGreaterThanOrEqual(2);
    expect(Math.round(days)).toBeLessThan(30);
  });

  it('has a call of AWS fail that somebody has described, and ends that', async () => {
    await visit(console(), '/local/faults');
    const { page, lived } = console();
    const endpoint = () => lived.rotating.iot.describeEndpoint({ endpointType: 'iot:Data-ATS' });
    await page.getByRole('combobox', { name: 'Point' }).fill('api:iot:DescribeEndpoint');
    await page.keyboard.press('Tab');
    await page.getByLabel('Times').fill('always');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const set = page.getByRole('table', { name: 'Faults that are set' });
    const removeIt = set.getByRole('button', { name: /^Remove the fault/ });
    await removeIt.waitFor();
    await expect(endpoint()).rejects.toThrow(/Throttl|rate/i);
    await removeIt.click();
    await set.getByText('No fault is set').waitFor();
    await expect(endpoint()).resolves.toBeDefined();
  });

  it('follows what functions log', async () => {
    await visit(console(), '/local/logs');
    const { page, lived } = console();
    await page.getByText('Following', { exact: true }).waitFor();
    await lived.rotating.fleet.provision('late-1');
    await page.getByRole('log').getByText('late-1').first().waitFor();
    // The hook says why, and does not repeat what such a device calls itself.
    const session = await lived.rotating.fleet.connectClaim();
    const certificate = await obtainCertificate(session);
    const { provisioningTemplate } = lived.rotating.fleet.names;
    await expect(
      register(session, provisioningTemplate, certificate, { SerialNumber: '<img src=x onerror=alert(1)>' }),
    ).rejects.toThrow();
    await session.close();
    await page.getByRole('log').getByText('inadmissible-serial').first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('counts devices by state, and who joined over which claim', async () => {
    const { page } = console();
    await visit(console(), '/');
    await page.getByRole('button', { name: 'Count', exact: true }).click();
    await page.getByText('On record', { exact: true }).waitFor();
    await visit(console(), '/claims');
    await page.getByRole('button', { name: 'Count', exact: true }).click();
    await page.getByText('records read').waitFor();
  });

  it('revokes a claim when the tag of the fleet was typed, and says what it did', async () => {
    await visit(console(), '/claims');
    const { page, lived } = console();
    const { resourceTag } = lived.rotating.fleet.names;
    await page.getByRole('button', { name: 'Revoke the claim of model-1' }).click();
    await page.getByLabel(`To agree, type ${resourceTag}`).fill(resourceTag);
    await agree(page, 'Revoke');
    await page.getByText('revoked', { exact: true }).waitFor();
  });
}
