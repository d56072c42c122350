import { existsSync } from 'node:fs';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** There is no browser to test in. */
export class NoBrowserError extends Error {
  override readonly name = 'NoBrowserError';
  constructor(looked: readonly string[]) {
    super(
      `These tests need Chromium, and there is none at ${looked.join(', ')}. Install it (Debian: apt install chromium), ` +
        'or name it: CHROMIUM_PATH=/path/to/chromium.',
    );
  }
}

/** @throws NoBrowserError */
export function installedChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CHROMIUM_PATH'];
  const looked = named === undefined ? usualPlaces : [named];
  const found = looked.find((path) => existsSync(path));
  if (found === undefined) {
    throw new NoBrowserError(looked);
  }
  return found;
}
