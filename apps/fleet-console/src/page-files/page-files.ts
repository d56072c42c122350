import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** A file of the built page, as a browser gets it. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The page is not built. */
export class PageNotBuiltError extends Error {
  override readonly name = 'PageNotBuiltError';
  constructor(folder: string, options?: ErrorOptions) {
    super(`There is no page in ${folder}: build it with npx nx run fleet-console-page:build.`, options);
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * The files of the built page by their paths, read once: what a browser asks for is looked up among them, and no path of
 * the disk is ever made of it. Every path that is no file, and looks like none, is a view of the page.
 */
export class PageFiles {
  private constructor(
    private readonly files: ReadonlyMap<string, PageFile>,
    private readonly page: PageFile,
  ) {}

  /** @throws PageNotBuiltError */
  static async read(folder: string): Promise<PageFiles> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
      (cause: unknown) => {
        throw new PageNotBuiltError(folder, { cause });
      },
    );
    const files = new Map<string, PageFile>();
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const type = types[extname(entry.name)];
      if (type !== undefined) {
        files.set(`/${relative(folder, path).split(sep).join('/')}`, { bytes: await bytesOf(path), type });
      }
    }
    const page = files.get('/index.html');
    if (page === undefined) {
      throw new PageNotBuiltError(folder);
    }
    return new PageFiles(files, page);
  }

  /** @returns nothing for a path that looks like a file and is none of the page's */
  at(path: string): PageFile | undefined {
    const file = this.files.get(path);
    if (file !== undefined) {
      return file;
    }
    return path.startsWith('/assets/') || types[extname(path)] !== undefined ? undefined : this.page;
  }
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path));
}
