/*
 * Loaded with `node --require` before the agent: kills the process at its n-th call on the identity folder or on
 * a socket. The agent's bundle knows nothing of it.
 *
 *   KILL_FOLDER   the identity folder
 *   KILL_AT       n, counted from 1, or a call as the report has it; 0 only counts
 *   KILL_WHEN     `before` the call has any effect, or `after` it: once it has returned, or, for calls with a
 *                 callback or a promise, once they would tell its outcome
 *   KILL_REPORT   file that gets the calls in order, and the one that it was killed at, as JSON. A call is its
 *                 words and the how-manieth of these words it is. Identities are numbered as they appear, so that
 *                 two runs have the same words for the same call.
 *
 * Counted are: every function of node:fs (synchronous, with callback, of promises and of file handles) on a path
 * in the folder or a descriptor opened there; connecting, listening, each write that is handed to the kernel,
 * each piece of data that comes in, and the closing of every socket: TCP, TLS and Unix.
 */
'use strict';
const { Buffer } = require('node:buffer');
const fs = require('node:fs');
const net = require('node:net');
const tls = require('node:tls');
const path = require('node:path');
const { fileURLToPath, URL } = require('node:url');

const folder = path.resolve(process.env.KILL_FOLDER);
const target = process.env.KILL_AT;
const when = process.env.KILL_WHEN;
const writeReport = fs.writeFileSync.bind(fs, process.env.KILL_REPORT);

const calls = [];
const identities = [];
const times = new Map();
let targetNumber;
const descriptors = new Set();

function report(killedAt) {
  writeReport(JSON.stringify({ calls, killedAt }));
}

function inWords(name) {
  const words = name
    .replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, numbered)
    .replace(/agent-[0-9a-f]+\.socket/g, 'agent.socket');
  times.set(words, (times.get(words) ?? 0) + 1);
  return `${words} #${times.get(words)}`;
}

function numbered(identity) {
  if (!identities.includes(identity)) {
    identities.push(identity);
  }
  return `<${identities.indexOf(identity) + 1}>`;
}

/** Counts a call; the number it gets stays its own while calls within it are counted too. */
function enter(name) {
  const call = inWords(name);
  calls.push(call);
  const number = calls.length;
  if (call === target || String(number) === target) {
    targetNumber = number;
  }
  if (number === targetNumber && when === 'before') {
    die();
  }
  return number;
}

function leave(number) {
  if (number === targetNumber && when === 'after') {
    die();
  }
}

function die() {
  report(calls[targetNumber - 1]);
  // The kernel delivers it before this call returns.
  process.kill(process.pid, 'SIGKILL');
}

process.on('exit', () => report());

/** Carries out a call under its number, whichever way it tells its outcome. */
function counted(name, call, receiver, args) {
  const number = enter(name);
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    const countedCallback = function (...outcome) {
      leave(number);
      return callback.apply(this, outcome);
    };
    return call.apply(receiver, [...args.slice(0, -1), countedCallback]);
  }
  const result = whole(number, () => call.apply(receiver, args));
  return typeof result?.then === 'function' ? result.finally(() => leave(number)) : result;
}

/** A call that throws is over as well. */
function whole(number, call) {
  let result;
  try {
    result = call();
    return result;
  } finally {
    if (typeof result?.then !== 'function') {
      leave(number);
    }
  }
}

function inFolder(place) {
  if (typeof place === 'number') {
    return descriptors.has(place);
  }
  const isPath = typeof place === 'string' || Buffer.isBuffer(place) || place instanceof URL;
  if (!isPath) {
    return false;
  }
  const absolute = absolutePath(place);
  return absolute === folder || absolute.startsWith(folder + path.sep);
}

function absolutePath(place) {
  return path.resolve(place instanceof URL ? fileURLToPath(place) : String(place));
}

/** Functions whose second argument is a path as well. */
const ofTwoPaths = /^(rename|link|symlink|copyFile|cp)/;

function concernsFolder(name, [first, second]) {
  return inFolder(first) || (ofTwoPaths.test(name) && inFolder(second));
}

function describe(name, args) {
  const places = args.slice(0, 2).filter((place) => typeof place !== 'number' && inFolder(place));
  return [name, ...places.map((place) => path.relative(folder, absolutePath(place)) || '.')].join(' ');
}

function replace(holder, name, wrap) {
  const original = holder[name];
  const replacement = wrap(original);
  // Such as realpathSync.native, and what util.promisify looks for.
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
  holder[name] = replacement;
}

/** What is opened in the folder is of the folder, too. */
function remember(opened) {
  if (typeof opened === 'number') {
    descriptors.add(opened);
  } else if (typeof opened?.fd === 'number') {
    watchFileHandle(opened);
  }
  return opened;
}

function watchFileHandle(handle) {
  for (const name of [
    'appendFile',
    'chmod',
    'close',
    'datasync',
    'read',
    'readFile',
    'readv',
    'stat',
    'sync',
    'truncate',
    'utimes',
    'write',
    'writeFile',
    'writev',
  ]) {
    replace(
      handle,
      name,
      (call) =>
        (...args) =>
          counted(`FileHandle.${name}`, call, handle, args),
    );
  }
}

function watchFileSystem(holder, prefix) {
  for (const [name, value] of Object.entries(holder)) {
    // Capital letters begin classes, and one underscore an alias of another function.
    if (typeof value !== 'function' || !/^[a-z]/.test(name)) {
      continue;
    }
    replace(holder, name, (call) => watched(call, name, prefix));
  }
}

function watched(call, name, prefix) {
  return function (...args) {
    if (!concernsFolder(name, args)) {
      return call.apply(this, args);
    }
    if (name.startsWith('close')) {
      descriptors.delete(args[0]);
    }
    if (!/^open(Sync)?$/.test(name)) {
      return counted(describe(prefix + name, args), call, this, args);
    }
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args[args.length - 1] = (error, opened) => callback(error, remember(opened));
    }
    const result = counted(describe(prefix + name, args), call, this, args);
    return typeof result?.then === 'function' ? result.then(remember) : remember(result);
  };
}

function watchSockets() {
  const methods = { connect: 'connect', _write: 'write', _writev: 'write', _final: 'end', _destroy: 'close' };
  for (const [name, title] of Object.entries(methods)) {
    replace(net.Socket.prototype, name, (call) => onSocket(title, call));
  }
  // Node hands incoming data to a socket through this; null is the end of it.
  const { push } = net.Socket.prototype;
  const [onData, onEnd] = [onSocket('data', push), onSocket('end of data', push)];
  net.Socket.prototype.push = function (...args) {
    return (args[0] === null ? onEnd : onData).apply(this, args);
  };
  replace(net.Server.prototype, 'listen', (call) => onSocket('listen', call));
  replace(net.Server.prototype, 'close', (call) => onSocket('close server', call));
  replace(tls, 'connect', (call) => onSocket('connect tls', call));
}

/** Done when it returns: the kernel has the bytes, and the callback tells only that the next ones may come. */
function onSocket(title, call) {
  return function (...args) {
    const number = enter(`${this instanceof tls.TLSSocket ? 'tls' : 'socket'} ${title}`);
    return whole(number, () => call.apply(this, args));
  };
}

watchFileSystem(fs, 'fs.');
watchFileSystem(fs.promises, 'fs.promises.');
watchSockets();
