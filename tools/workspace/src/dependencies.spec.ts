import * as z from 'zod';
import { readText } from './workspace';

const versions = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: versions, devDependencies: versions });
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), hasInstallScript: z.boolean().optional() }),
  ),
});

describe('the dependencies', () => {
  const manifests = manifest.parse(JSON.parse(readText('package.json')));
  const wanted = Object.entries({ ...manifests.dependencies, ...manifests.devDependencies }).map(
    // A package may go by another name here, as a second version of one does: npm:<package>@<version>.
    ([name, version]) => [name, version.replace(/^npm:(@[^/]+\/)?[^@]+@/, '')] as const,
  );
  const { packages } = lockFile.parse(JSON.parse(readText('package-lock.json')));

  it('are pinned to exact versions', () => {
    const loose = wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  it('come from whichever registry npm is configured for: the lock file names none', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(300);
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('are locked in the versions that package.json asks for', () => {
    const locked = z
      .record(z.string(), z.object({ version: z.string().optional() }))
      .parse(z.object({ packages: z.unknown() }).parse(JSON.parse(readText('package-lock.json'))).packages);
    for (const [name, version] of wanted) {
      expect([name, locked[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  });
});
