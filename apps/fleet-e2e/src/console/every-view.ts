import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { accessibilityFaults, inColours, takePicture, widths } from './console-browser';
import { known } from './lived-fleet';
import { settle, textOf, visit, type OpenedConsole } from './opened-console';

const views = [
  { name: 'fleet', path: '/', shows: ['Fleet', 'Age of certificates', 'Alarms', 'Refusals', 'Sweeps'] },
  { name: 'devices', path: '/devices', shows: ['Devices', 'meter-0000'] },
  {
    name: 'device',
    path: `/devices/${known.rotated}`,
    shows: [known.rotated, 'It may connect', 'Certificates'],
  },
  {
    name: 'device-blocked',
    path: `/devices/${known.blocked}`,
    shows: ['It is blocked', 'stolen from the yard'],
  },
  { name: 'claims', path: '/claims', shows: ['Claims', 'model-1'] },
  { name: 'clock', path: '/local/clock', shows: ['Clock', 'The fleet at this time'] },
  { name: 'logs', path: '/local/logs', shows: ['Logs'] },
  { name: 'faults', path: '/local/faults', shows: ['Faults', 'Add a fault'] },
] as const;

/** What a hole in the page would let somebody put into it. @returns what of it has run */
const intrusion = `new Promise((resolve) => {
  globalThis.ran = [];
  const add = (name, attributes, text = '') => {
    const element = Object.assign(document.createElement(name), { textContent: text });
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    const tried = new Promise((done) => ['load', 'error'].forEach((end) => element.addEventListener(end, done)));
    document.body.append(element);
    return tried;
  };
  add('script', {}, 'ran.push("an element")');
  Promise.all([
    add('img', { onerror: 'ran.push("an attribute")', src: '/assets/none.png' }),
    add('script', { src: 'data:text/javascript,ran.push("a script of others")' }),
  ]).then(() => resolve(ran));
})`;

/** Each view is there at both widths and in both colours, and everybody can use it. */
export function everyView(console: () => OpenedConsole): void {
  // What follows is done as most people do it: some controls are others on a narrow screen.
  afterAll(() => console().page.setViewportSize(widths.wide));

  describe.each(views)('$name', ({ name, path, shows }) => {
    it.each(['wide', 'narrow'] as const)(
      'is whole, and can be used by everybody, on a %s screen',
      async (width) => {
        const { page } = console();
        await page.setViewportSize(widths[width]);
        await visit(console(), path);
        const text = await textOf(page);
        for (const words of shows) {
          expect(text).toContain(words);
        }
        for (const colours of ['light', 'dark'] as const) {
          await inColours(page, colours);
          await settle(page);
          expect(await accessibilityFaults(page)).toEqual([]);
          if (width === 'wide' || colours === 'light') {
            await takePicture(page, `${name}-${width}-${colours}`);
          }
        }
        await inColours(page, 'light');
        // Nothing sticks out at the side, so that nobody has to scroll both ways.
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
      },
    );
  });

  it('loads less than 500 KB of compressed script for the first view', async () => {
    const { page } = console();
    const scripts: Promise<Buffer>[] = [];
    const note = (response: Response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) {
        scripts.push(response.body());
      }
    };
    page.on('response', note);
    await visit(console(), '/');
    page.off('response', note);
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
  });

  it('runs no script that has got into it: no element, no attribute, none of others', async () => {
    const { browser, server } = console();
    // Elsewhere, as the browser complains of each.
    const page = await browser.openElsewhere(server.address('/'));
    expect(await page.evaluate(intrusion)).toEqual([]);
    await page.context().close();
  });

  it('keeps the policy of its page, and throws nothing', () => {
    expect(console().browser.complaints).toEqual([]);
  });
}
