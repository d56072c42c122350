import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { relativeLinks } from './markdown';
import { operationsOf, serviceFolders } from './service-operations';
import { filesBelow, projects, readText, workspaceRoot } from './workspace';

const documents = ['README.md', 'SECURITY.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))];

describe('the documentation', () => {
  it.each(documents)('%s links to what is there', (path) => {
    const dead = relativeLinks(path).filter(
      (target) => !existsSync(join(workspaceRoot, dirname(path), target)),
    );
    expect(dead).toEqual([]);
  });

  it('shows every room of the house', () => {
    const rooms = readText('docs/architecture.md');
    expect(
      projects()
        .filter(({ root }) => !rooms.includes(`\`${root}\``))
        .map(({ root }) => root),
    ).toEqual([]);
  });

  it('points to tests that exist', () => {
    const named = [...readText('SECURITY.md').matchAll(/`((?:apps|libs|tools)\/[^`]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(workspaceRoot, path)))).toEqual([]);
  });
});

describe('the page on local-cloud', () => {
  const page = readText('docs/local-cloud.md');
  const sections = [...page.matchAll(/^\*\*[^*]+\*\* \(`([a-z0-9]+)`\): (.+)\.$/gm)];

  it('has a paragraph for every service', () => {
    expect(sections.map(([, service]) => service).sort()).toEqual(serviceFolders().sort());
  });

  it.each(sections.map(([, service, list]) => ({ service: service ?? '', list: list ?? '' })))(
    'promises of $service no operation that it has not',
    ({ service, list }) => {
      const answered = operationsOf(service);
      expect(list.split(', ').filter((operation) => !answered.includes(operation))).toEqual([]);
    },
  );

  it('has every resource type', () => {
    const types = filesBelow('apps/local-cloud/src/resources')
      .map((path) => /\/(AWS-[A-Za-z0-9-]+)\.ts$/.exec(path)?.[1]?.replaceAll('-', '::'))
      .filter((type) => type !== undefined);
    expect(types.filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
  });
});
