import { eventually } from '@fleet/eventually';
import { CloudFaults } from '../faults/cloud-faults';
import { takePicture } from './console-browser';
import { ConsoleServer } from './console-server';
import { known } from './lived-fleet';
import { settle, textOf, visit, type OpenedConsole } from './opened-console';

/** What the page says when something is missing, forbidden, or gone. */
export function whenItFails(console: () => OpenedConsole): void {
  const faults = () => new CloudFaults(console().lived.rotating.cloud);
  const denied = ['--code', 'AccessDeniedException', '--status', '403', '--times', 'always'];
  const deniedWords =
    'User: arn:aws:iam::123456789012:user/reader is not authorized to perform: cloudwatch:DescribeAlarms on resource: *';
  describe('as a permission is missing', () => {
    afterEach(() => faults().clear());

    it('names the permission that a view lacks, and shows the others', async () => {
      const { page } = console();
      await faults().add('api:monitoring:DescribeAlarms', 'fail', ...denied, '--message', deniedWords);
      await visit(console(), '/');
      await page.getByText('A permission is missing').waitFor();
      const text = await textOf(page);
      expect(text).toContain('DescribeAlarms');
      expect(text).toContain('Age of certificates');
      await takePicture(page, 'fleet-denied-wide-light');
    });

    it('says that nobody knows who its user is', async () => {
      const { lived, browser } = console();
      await faults().add('api:sts:GetCallerIdentity', 'fail', ...denied);
      const server = await ConsoleServer.start(lived.rotating.cloud);
      const page = await browser.open(server.link);
      await page.getByText('AWS does not say who you are').waitFor();
      await page.close();
      await server.process.stop();
    });

    it('says that an act is not permitted, and does not offer it again', async () => {
      const { page } = console();
      await faults().add('api:dynamodb:PutItem', 'fail', ...denied);
      await visit(console(), `/devices/${known.second}`);
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name: 'Permit', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Permit', exact: true }).click();
      await dialog.getByText('Not permitted').waitFor();
      await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByRole('button', { name: 'Actions' }).click();
      const permit = page.getByRole('menuitem', { name: 'Permit', exact: true });
      expect(await permit.getAttribute('aria-disabled')).toBe('true');
      await page.keyboard.press('Escape');
    });
  });

  it('says that the credentials have ended, and goes on when there are new ones', async () => {
    const { page } = console();
    const expired = ['--code', 'ExpiredTokenException', '--status', '403', '--times', 'always'];
    await faults().add('api:iot:SearchIndex', 'fail', ...expired);
    await visit(console(), '/devices?prefix=meter-002');
    await page.getByText('Your AWS credentials have ended').first().waitFor();
    expect(await textOf(page)).not.toContain('No device is like that');
    await faults().clear();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('meter-0020').waitFor();
  });

  it('lists nothing where nothing is, and says what to do', async () => {
    await visit(console(), '/devices?prefix=nobody');
    expect(await textOf(console().page)).toContain('No device is like that');
    await visit(console(), '/nowhere');
    expect(await textOf(console().page)).toContain('The console has no such page');
    await visit(console(), '/devices/nobody');
    expect(await textOf(console().page)).toContain('neither on record');
  });

  it('lets a second tab of the browser in, and nobody who has no session', async () => {
    const { browser, server } = console();
    expect(console().page.url()).not.toContain('#');
    const second = await browser.open(server.address('/devices'));
    await settle(second);
    expect(await textOf(second)).toContain('meter-');
    await second.close();
    const stranger = await browser.openElsewhere(server.link);
    await stranger.getByText('This tab has no session').waitFor();
    await stranger.context().close();
  });

  it('works with the keyboard alone', async () => {
    const { page } = console();
    await visit(console(), '/');
    const bar = page.locator('.histogram-bar').first();
    await bar.focus();
    await page.keyboard.press('Enter');
    await settle(page);
    expect(page.url()).toContain('/devices?issued');
  });

  it('only reads where it was told to', async () => {
    const { lived, browser } = console();
    const reading = await ConsoleServer.start(lived.rotating.cloud, '--read-only');
    const page = await browser.open(reading.link);
    await page.getByRole('heading', { name: 'Fleet', exact: true }).waitFor();
    await page.goto(reading.address(`/devices/${known.rotated}`));
    await settle(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    const block = page.getByRole('menuitem', { name: 'Block', exact: true });
    expect(await block.getAttribute('aria-disabled')).toBe('true');
    await page.close();
    await reading.process.stop();
  });

  it('says that the cloud is gone, and goes on by itself when it is back', async () => {
    const { page, lived } = console();
    await visit(console(), '/');
    await lived.rotating.cloud.process.stop();
    await page.getByText('AWS does not answer').first().waitFor();
    // What was known stays in sight.
    expect(await textOf(page)).toContain('Age of certificates');
    await lived.rotating.resumeCloud();
    await eventually('fleet that is shown as before', async () => {
      const text = await textOf(page);
      return text.includes('AWS does not answer') ? undefined : text;
    });
  });

  it('says that its own program has ended', async () => {
    const { page, server } = console();
    await server.process.stop();
    await page.getByText('The console has ended').first().waitFor();
  });
}
