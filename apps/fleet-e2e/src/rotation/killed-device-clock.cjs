/*
 * Loaded with `node --require` before the agent: its clock goes by that of a cloud whose time is moved. The file
 * DEVICE_CLOCK says by how many milliseconds that is ahead of the machine's. Timers run as always.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const SystemDate = Date;
const file = process.env.DEVICE_CLOCK;
/** How often the file is looked at. */
const lookMillis = 20;
let ahead = 0;
let lookedAt = -Infinity;

function now() {
  if (performance.now() - lookedAt >= lookMillis) {
    ahead = Number(readFileSync(file, 'utf8'));
    lookedAt = performance.now();
  }
  return SystemDate.now() + ahead;
}

globalThis.Date = class Date extends SystemDate {
  constructor(...parts) {
    if (parts.length === 0) {
      super(now());
    } else {
      super(...parts);
    }
  }

  static now() {
    return now();
  }
};
