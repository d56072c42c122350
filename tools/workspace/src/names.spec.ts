import { basename } from 'node:path';
import { filesBelow } from './workspace';

/** Names that say nothing of what is inside, and so attract everything. */
const empty = /^(utils?|helpers?|common|misc|shared|stuff)$/;

describe('the names of folders and files', () => {
  it('say what is inside', () => {
    const named = ['apps', 'libs', 'tools', 'docs'].flatMap(filesBelow);
    const offenders = named.filter((path) =>
      path.split('/').some((part) => empty.test(basename(part).replace(/\..*$/, ''))),
    );
    expect(named.length).toBeGreaterThan(300);
    expect(offenders).toEqual([]);
  });
});
