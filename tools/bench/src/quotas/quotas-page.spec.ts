import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quotasPage } from './quotas-page';
import { readSweepCalls } from './sweep-calls';

const root = join(__dirname, '..', '..', '..', '..');

describe('the page of quotas and cost', () => {
  const page = quotasPage(readSweepCalls(root));

  it('is what the program writes: run npx nx run bench:sweep-quotas', () => {
    expect(readFileSync(join(root, 'docs', 'rotation-quotas.md'), 'utf8')).toBe(page);
  });

  it('has no figure that is none', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\$-|\| -\d/);
  });
});
