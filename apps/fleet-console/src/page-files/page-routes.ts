import type { Handler } from 'hono';
import type { PageFiles } from './page-files';

/** Built files have a hash of what is in them in their names. */
const forGood = 'public, max-age=31536000, immutable';

/** Serves the page: its files, and itself at the address of each view. */
export function servePage(files: PageFiles): Handler {
  return ({ req }) => {
    const file = files.at(req.path);
    if (file === undefined) {
      return new Response('There is no such file.\n', { status: 404 });
    }
    const cache = req.path.startsWith('/assets/') ? forGood : 'no-cache';
    return new Response(file.bytes, { headers: { 'content-type': file.type, 'cache-control': cache } });
  };
}
