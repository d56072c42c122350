'use strict';

const { format } = require('node:util');

const levels = { debug: 'DEBUG', error: 'ERROR', info: 'INFO', log: 'INFO', trace: 'TRACE', warn: 'WARN' };

/**
 * Makes `console` write Lambda's text format, one log event a call however many lines it has. It bypasses the
 * process's streams, where an event would end at each line.
 */
function patchConsole({ requestId, write }) {
  const methods = Object.entries(levels).map(([method, level]) => [
    method,
    (...values) => write(`${new Date().toISOString()}\t${requestId()}\t${level}\t${format(...values)}`),
  ]);
  return Object.assign(globalThis.console, Object.fromEntries(methods));
}

module.exports = { patchConsole };
