import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embeddedFiles } from './markdown';
import { documents, projects, publicNameOf, readText, workspaceRoot } from './workspace';

describe('the documentation', () => {
  it('links to files and headings that are there', () => {
    const remark = join(workspaceRoot, 'node_modules/remark-cli/cli.js');
    const commandLine = [remark, '.', '--quiet', '--frail', '--no-color'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, {
      cwd: workspaceRoot,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(documents())('%s embeds files that are there', (path) => {
    const dead = embeddedFiles(path).filter(
      (target) => !existsSync(join(workspaceRoot, dirname(path), target)),
    );
    expect(dead).toEqual([]);
  });

  it('begins with a README that is read in a few minutes', () => {
    expect(readText('README.md').split('\n').length).toBeLessThanOrEqual(121);
  });

  it('lists every project', () => {
    const page = readText('docs/architecture.md');
    expect(
      projects()
        .filter(({ root }) => !page.includes(`\`${root}\``))
        .map(({ root }) => root),
    ).toEqual([]);
  });

  it.each(projects())('has a page on $name that says what it may use and where to begin', ({ root }) => {
    const page = readText(join(root, 'README.md'));
    const publicName = publicNameOf(root);
    if (publicName !== undefined) {
      expect(page).toMatch(new RegExp(`^# ${publicName}\\b`));
    }
    expect(page).toMatch(/May use|import/);
    expect(page).toMatch(/\]\((?:src|examples)\/[^)]+\)/);
  });

  it('points to tests that exist', () => {
    const named = [...readText('SECURITY.md').matchAll(/`((?:apps|libs|tools)\/[^`]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(workspaceRoot, path)))).toEqual([]);
  });
});

describe('the pages on local-cloud', () => {
  it.each([
    ['the operations and resource types', 'document-services.mjs'],
    ['the functions and actions of topic rules', 'document-rules.mjs'],
  ])('list %s that there are', (_what, script) => {
    const commandLine = [join(__dirname, script), '--check'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the manual of fleet-cli', () => {
  it('says what the help of its commands says', () => {
    const commandLine = [join(__dirname, 'document-commands.mjs'), '--check'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the pages on the API of packages', () => {
  it('say what the comments of the code say', () => {
    const commandLine = [join(__dirname, 'document-api.mjs'), '--check'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('what a service knows of the actions of IAM', () => {
  it('is what AWS’s Service Authorization Reference says', () => {
    const commandLine = [join(__dirname, 'document-actions.mjs'), '--check'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the page on what is known of AWS IoT Core', () => {
  it('says what the code and its tests say', () => {
    const commandLine = [join(__dirname, 'document-conformance.mjs'), '--check'];
    const { stderr, status } = spawnSync(process.execPath, commandLine, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the page on adding to local-cloud', () => {
  const page = readText('docs/local-cloud-services.md');
  const examples = [...page.matchAll(/^From \[.*\]\(\.\.\/(.*)\):\n\n```ts\n([^]*?)```$/gm)].map(
    ([, path = '', code = '']) => ({ path, code }),
  );

  it('has an example of each kind', () => {
    expect(examples).toHaveLength([...page.matchAll(/^```ts$/gm)].length);
    expect(examples).toHaveLength(3);
  });

  it.each(examples)('shows $path as it is', ({ path, code }) => {
    expect(readText(path)).toContain(code);
  });
});
