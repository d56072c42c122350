import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { UnzipFileInfo } from 'fflate';
import { invalidParameter } from './errors';

/** Quotas of "Lambda quotas": a deployment package, zipped and unzipped. */
const maximumZipBytes = 50 * 1024 * 1024;
const maximumUnzippedBytes = 250 * 1024 * 1024;
const maximumFiles = 20_000;

export interface DeploymentPackage {
  /** SHA-256, base64. */
  readonly sha256: string;
  readonly size: number;
}

/** The unpacked code of functions, one folder for each package, named by its hash. */
export class CodeDirectory {
  constructor(private readonly root: string) {
    mkdirSync(root, { recursive: true, mode: 0o700 });
  }

  /**
   * Unpacks a package, unless it is there already.
   *
   * @throws InvalidParameterValueException for what is no zip, is too large, or has paths that lead out of it
   */
  add(zip: Uint8Array): DeploymentPackage {
    if (zip.length > maximumZipBytes) {
      throw invalidParameter(`The deployment package has ${zip.length} bytes, more than ${maximumZipBytes}.`);
    }
    const sha256 = createHash('sha256').update(zip).digest('base64');
    const folder = this.pathOf(sha256);
    if (!existsSync(folder)) {
      this.unpack(zip, folder);
    }
    return { sha256, size: zip.length };
  }

  pathOf(sha256: string): string {
    return join(this.root, Buffer.from(sha256, 'base64').toString('hex'));
  }

  /** Removes what no function uses any more; to be called while no function runs. */
  keepOnly(sha256s: Iterable<string>): void {
    const kept = new Set([...sha256s].map((sha256) => this.pathOf(sha256)));
    for (const entry of readdirSync(this.root)) {
      const path = join(this.root, entry);
      if (!kept.has(path)) {
        rmSync(path, { recursive: true, force: true });
      }
    }
  }

  /** The folder appears under its name only when it is complete. */
  private unpack(zip: Uint8Array, folder: string): void {
    const files = filesOf(zip);
    const staging = `${folder}.${randomBytes(6).toString('hex')}`;
    mkdirSync(staging, { mode: 0o700 });
    for (const [name, content] of Object.entries(files)) {
      if (name.endsWith('/')) {
        continue;
      }
      const path = join(staging, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode: 0o600 });
    }
    renameSync(staging, folder);
  }
}

function filesOf(zip: Uint8Array): Record<string, Uint8Array> {
  checkContents(zip);
  return readZip(zip, () => true);
}

/** Looks at the table of contents alone: nothing is unpacked of a package that is refused. */
function checkContents(zip: Uint8Array): void {
  let bytes = 0;
  let count = 0;
  let refusal: string | undefined;
  readZip(zip, ({ name, originalSize }) => {
    bytes += originalSize;
    count += 1;
    if (bytes > maximumUnzippedBytes) {
      refusal ??= `it unpacks to more than ${maximumUnzippedBytes} bytes`;
    }
    if (count > maximumFiles) {
      refusal ??= `it has more than ${maximumFiles} files`;
    }
    if (!staysInside(name)) {
      refusal ??= `its path ${JSON.stringify(name)} leads out of it`;
    }
    return false;
  });
  if (refusal !== undefined) {
    throw invalidParameter(`The deployment package is refused: ${refusal}.`);
  }
  if (count === 0) {
    throw invalidParameter('Uploaded file must be a non-empty zip');
  }
}

function readZip(zip: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, { filter });
  } catch (error) {
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${String(error)})`,
    );
  }
}

function staysInside(name: string): boolean {
  return (
    name.length > 0 &&
    !/[\\\0:]/.test(name) &&
    !name.startsWith('/') &&
    !name.split('/').some((part) => part === '..' || part === '.')
  );
}
