import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiskImage } from '../testing/power-cut/disk-image';
import { DiskRecorder, type Recording } from '../testing/power-cut/disk-recorder';
import { powerCuts, withoutSyncOf, type PowerCut } from '../testing/power-cut/power-cuts';
import {
  createDirectoryDurably,
  ensurePrivateDirectory,
  removeDirectoryDurably,
  removeFilesDurably,
  unfinishedSuffix,
  writeFilesDurably,
} from './durable-files';

/** Whether a disk after a power cut is as promised, during the call or, when it has returned, after it. */
type Promised = (found: Readonly<Record<string, string>>, hasReturned: boolean) => boolean;

describe('files that are written so that a power cut does not tear them', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'durable-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** The promise is kept at every power cut; and would be broken if any one of the syncs were left out. */
  function expectKept(act: () => void, promised: Promised): void {
    const recorder = new DiskRecorder(folder);
    let recording: Recording;
    try {
      act();
    } finally {
      recording = recorder.stop();
    }
    const brokenIn = (calls: Recording): PowerCut[] =>
      [...powerCuts(calls)].filter(
        (cut) => !promised(whole(cut.image), cut.calls === recording.calls.length),
      );
    expect(brokenIn(recording)).toEqual([]);
    const syncs = recording.calls.filter(({ changes }) => changes.some(({ kind }) => kind === 'synced'));
    const needless = syncs.filter((call) => brokenIn(withoutSyncOf(recording, call)).length === 0);
    expect(needless).toEqual([]);
  }

  it.each([
    { count: 1, replaced: 0 },
    { count: 1, replaced: 1 },
    { count: 2, replaced: 0 },
    { count: 3, replaced: 2 },
  ])('appear whole and in their order: $count, of which $replaced replace others', ({ count, replaced }) => {
    const files = Array.from({ length: count }, (_none, index) => ({
      name: `file-${index}`,
      content: `new content ${index}`,
    }));
    for (const { name } of files.slice(0, replaced)) {
      writeFileSync(join(folder, name), 'old content', { mode: 0o600 });
    }
    expectKept(
      () => writeFilesDurably(folder, files),
      (found, hasReturned) => {
        const isNew = files.map(({ name, content }) => found[name] === content);
        const isOld = files.map(
          ({ name }, index) => found[name] === (index < replaced ? 'old content' : undefined),
        );
        const arrived = isNew.filter(Boolean).length;
        return (
          isNew.every((there, index) => there === index < arrived && (there || isOld[index] === true)) &&
          (!hasReturned || arrived === count)
        );
      },
    );
  });

  const two = [
    { name: 'key', content: 'a private key' },
    { name: 'record', content: 'whose it is' },
  ];
  const bothIn = (found: Readonly<Record<string, string>>): boolean =>
    two.every(({ name, content }) => found[`made/${name}`] === content);
  const nothingIn = (found: Readonly<Record<string, string>>): boolean =>
    Object.keys(found).every((path) => !path.startsWith('made'));

  it('come with their folder, or neither does', () => {
    expectKept(
      () => createDirectoryDurably(folder, 'made', two),
      (found, hasReturned) => bothIn(found) || (!hasReturned && nothingIn(found)),
    );
  });

  it('go with their folder, or neither does', () => {
    mkdirSync(join(folder, 'made'), { mode: 0o700 });
    two.forEach(({ name, content }) => writeFileSync(join(folder, 'made', name), content, { mode: 0o600 }));
    expectKept(
      () => removeDirectoryDurably(folder, 'made'),
      (found, hasReturned) => nothingIn(found) || (!hasReturned && bothIn(found)),
    );
  });

  it('go one after the other', () => {
    two.forEach(({ name, content }) => writeFileSync(join(folder, name), content, { mode: 0o600 }));
    expectKept(
      () => expect(removeFilesDurably(two.map(({ name }) => join(folder, name)))).toBe(true),
      (found, hasReturned) =>
        hasReturned
          ? Object.keys(found).join('') === ''
          : found['record'] !== undefined || found['key'] === undefined,
    );
    expect(removeFilesDurably(two.map(({ name }) => join(folder, name)))).toBe(false);
  });

  it('can still be removed when an attempt failed half-way', () => {
    mkdirSync(join(folder, `made${unfinishedSuffix}`));
    removeDirectoryDurably(folder, 'made');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lie in a folder that is there for good', () => {
    expectKept(
      () => ensurePrivateDirectory(join(folder, 'made')),
      (found, hasReturned) => !hasReturned || found['made'] === '',
    );
  });

  it('lie in a folder that is there for good, with those above it', () => {
    expectKept(
      () => ensurePrivateDirectory(join(folder, 'one', 'two', 'three')),
      (found, hasReturned) => !hasReturned || found['one/two/three'] === '',
    );
  });
});

/** By path what is there, without what a start sweeps out. */
function whole(image: DiskImage): Readonly<Record<string, string>> {
  const kept = [...image].filter(
    ([path]) => !path.split('/').some((name) => name.endsWith(unfinishedSuffix)),
  );
  return Object.fromEntries(kept.map(([path, { content }]) => [path, content]));
}
