'use strict';

/**
 * Keeps what V8 has compiled of a function's file for the next process of the function. To compile a bundle with the AWS
 * SDK takes most of a cold start, and every process would do it anew.
 */
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/** A shorter file is compiled sooner than what was kept of it is read. */
const shortest = 64 * 1024;
/** V8 keeps no notion of who is to import for what it had compiled. */
const dynamicImport = /\bimport\s*(?:\(|\/[/*])/;
const [beforeCode] = Module.wrapper;

/** What is to be kept: a script, and where. */
let unkept;

/** Undefined for what is no script of CommonJS: Node.js knows what to do, or what to say. */
function compile(content, filename, path) {
  const cachedData = existsSync(path) ? readFileSync(path) : undefined;
  try {
    const script = new Script(Module.wrap(content), {
      filename,
      // Places in stack traces are those in the file.
      columnOffset: -beforeCode.length,
      cachedData,
    });
    if (cachedData === undefined || script.cachedDataRejected) {
      unkept = { script, path };
    }
    return script;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * `require`, with what an earlier process has kept.
 *
 * @param {string} file
 * @param {string} keptAs the beginning of a path, the same for processes that load the same file with the same flags
 */
function requireCompiled(file, keptAs) {
  // Only Node.js's own compilation registers source maps.
  if (process.sourceMapsEnabled) {
    return require(file);
  }
  // Named after the very Node.js: V8 refuses what another V8 has compiled, but only by the numbers of its version.
  const path = `${keptAs}-${process.version}-v8-${process.versions.v8}.cache`;
  const { _compile: compileAsUsual } = Module.prototype;
  Module.prototype._compile = function compileOnce(content, filename, ...rest) {
    Module.prototype._compile = compileAsUsual;
    const isWorthKeeping = content.length >= shortest && !dynamicImport.test(content);
    const script = filename === file && isWorthKeeping ? compile(content, filename, path) : undefined;
    if (script === undefined) {
      return compileAsUsual.call(this, content, filename, ...rest);
    }
    const run = script.runInThisContext();
    return Reflect.apply(run, this.exports, [
      this.exports,
      Module.createRequire(filename),
      this,
      filename,
      dirname(filename),
    ]);
  };
  try {
    return require(file);
  } finally {
    Module.prototype._compile = compileAsUsual;
  }
}

/** To be called when the function has run: what it used is compiled then, and kept too. */
function keepCompiled() {
  if (unkept === undefined) {
    return;
  }
  const { script, path } = unkept;
  unkept = undefined;
  const staging = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(staging, script.createCachedData(), { mode: 0o600 });
    renameSync(staging, path);
  } catch (error) {
    process.emitWarning(`The next process has to compile the function anew: ${error.message}`);
  }
}

module.exports = { keepCompiled, requireCompiled };
