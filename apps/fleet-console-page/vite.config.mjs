import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';

const root = import.meta.dirname;
const workspace = join(root, '../..');
const { compilerOptions } = JSON.parse(readFileSync(join(workspace, 'tsconfig.base.json'), 'utf8'));

/** Libraries go by the names that tsconfig.base.json gives them. */
const alias = Object.entries(compilerOptions.paths)
  .filter(([name]) => !name.includes('*'))
  .map(([name, [file]]) => ({ find: new RegExp(`^${name}$`), replacement: join(workspace, file) }));

export default {
  root,
  plugins: [react()],
  resolve: { alias },
  build: {
    outDir: join(workspace, 'dist/apps/fleet-console-page'),
    emptyOutDir: true,
    // Who serves the page names nothing of other hosts, and lets no data: address be a script or a style.
    assetsInlineLimit: 0,
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    reportCompressedSize: true,
  },
};
