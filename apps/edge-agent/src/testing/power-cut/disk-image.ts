import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ImageEntry {
  readonly kind: 'file' | 'directory' | 'socket';
  readonly mode: number;
  readonly content: string;
}

/** What the disk holds when the power comes back: by path below the folder, parents first. */
export type DiskImage = ReadonlyMap<string, ImageEntry>;

/**
 * Puts it into an empty folder. In the place of a socket stands an empty file: who connects to that is refused as by
 * the socket of a dead process.
 */
export function layOut(image: DiskImage, folder: string): void {
  for (const [path, { kind, mode, content }] of image) {
    if (kind === 'directory') {
      mkdirSync(join(folder, path), { mode });
    } else {
      writeFileSync(join(folder, path), content, { mode, encoding: 'latin1' });
    }
  }
}

/** What somebody else than the owner could read. A socket holds nothing, and its folder is closed to others. */
export function openToOthers(image: DiskImage): string[] {
  return [...image]
    .filter(([, { kind, mode }]) => kind !== 'socket' && (mode & 0o077) !== 0)
    .map(([path, { mode }]) => `${path} ${mode.toString(8)}`);
}

export function describeImage(image: DiskImage): string {
  return [...image]
    .map(
      ([path, { kind, content }]) =>
        `  ${path}${kind === 'file' ? ` (${content.length} bytes)` : `, ${kind}`}`,
    )
    .join('\n');
}
