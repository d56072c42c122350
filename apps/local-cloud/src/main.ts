import { existsSync, readFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/*
 * Runs program.js, which the build has also compiled: to compile two megabytes takes a sixth of a start and some
 * megabytes of memory. A Node.js that is not the build's compiles it itself. V8 refuses what another V8 has compiled, but
 * only by the four numbers of its version: Node.js 20.19.0 and 20.20.2 have the same, with other patches, and the one
 * crashes on what the other has compiled. So the name of the file says exactly who compiled it.
 */
const filename = join(__dirname, 'program.js');
const { arch, platform, version, versions } = process;
const compiled = join(__dirname, `program-${version}-v8-${versions.v8}-${platform}-${arch}.cache`);
const script = new Script(wrap(readFileSync(filename, 'latin1')), {
  filename,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
});
const program: unknown = script.runInThisContext();
if (typeof program !== 'function') {
  throw new TypeError(`${filename} is not the program that the build wrote`);
}
const module = { exports: {} };
Reflect.apply(program, module.exports, [
  module.exports,
  createRequire(filename),
  module,
  filename,
  dirname(filename),
]);
