'use strict';

/** Finds and loads a function's handler the way the managed Node.js runtime does. */
const { existsSync, readFileSync } = require('node:fs');
const { basename, dirname, join, resolve, sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { requireCompiled } = require('./compiled-code.cjs');

function runtimeError(name, message, cause) {
  const error = new Error(message, { cause });
  error.name = name;
  if (cause?.stack) {
    error.stack = cause.stack;
  }
  return error;
}

/** `dir/file.a.b` is the export `a.b` of `dir/file`. */
function splitHandler(handler) {
  const file = basename(handler);
  const match = /^([^.]+)\.(.+)$/.exec(file);
  if (!match || handler.includes('..')) {
    throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${handler}: expected file.export`);
  }
  return { module: join(dirname(handler), match[1]), exportPath: match[2].split('.') };
}

function isModulePackage(file, root) {
  for (let folder = dirname(file); folder.startsWith(root); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    }
  }
  return false;
}

async function loadModule(root, module, keptAs) {
  const base = resolve(root, module);
  if (base !== root && !base.startsWith(root + sep)) {
    throw runtimeError(
      'Runtime.MalformedHandlerName',
      `Bad handler: ${module} lies outside the function's code`,
    );
  }
  const file = [`${base}.js`, `${base}.mjs`, `${base}.cjs`].find((candidate) => existsSync(candidate));
  if (!file) {
    throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${basename(module)}'`);
  }
  const asModule = file.endsWith('.mjs') || (file.endsWith('.js') && isModulePackage(file, root));
  return asModule ? import(pathToFileURL(file).href) : requireCompiled(file, keptAs);
}

async function importModule(root, module, keptAs) {
  try {
    return await loadModule(root, module, keptAs);
  } catch (error) {
    if (error?.name?.startsWith?.('Runtime.')) {
      throw error;
    }
    if (error instanceof SyntaxError) {
      throw runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    }
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error);
    }
    throw error;
  }
}

/**
 * @param {string} root where the code is unpacked
 * @param {string} name the handler, `file.export`
 * @param {string} keptAs see `requireCompiled`
 * @param {string} runtime `AWS_Lambda_nodejs24.x`: from Node.js 24 on, Lambda refuses handlers with callback
 * @returns {Promise<{ handler: Function, takesCallback: boolean }>}
 */
async function loadHandler(root, name, keptAs, runtime) {
  const { module, exportPath } = splitHandler(name);
  const exported = await importModule(resolve(root), module, keptAs);
  const find = (from) => exportPath.reduce((value, key) => value?.[key], from);
  const handler = find(exported) ?? find(exported?.default);
  if (handler === undefined) {
    throw runtimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  }
  const generation = Number(/nodejs(\d+)/.exec(runtime ?? '')?.[1] ?? 0);
  const takesCallback = generation < 24;
  if (!takesCallback && handler.length >= 3) {
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      `${name} takes a callback, which Lambda refuses from nodejs24.x on: make it an async function.`,
    );
  }
  return { handler, takesCallback };
}

module.exports = { loadHandler };
