import { readFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/*
 * Runs program.js, which the build has also compiled: to compile two megabytes takes a sixth of a start and some
 * megabytes of memory. A Node.js that is not the build's compiles it itself.
 */
const filename = join(__dirname, 'program.js');
const script = new Script(wrap(readFileSync(filename, 'latin1')), {
  filename,
  cachedData: readFileSync(join(__dirname, 'program.cache')),
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
