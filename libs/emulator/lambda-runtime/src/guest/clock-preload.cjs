'use strict';

/**
 * Loaded by `--require` before the function: gives its process the cloud's time, so that product code needs
 * no clock switch. Only what reads the wall clock is replaced; timers and `performance` run as always.
 */
const SystemDate = Date;
let offset = 0;

function CloudDate(...parts) {
  if (!new.target) {
    return new SystemDate(SystemDate.now() + offset).toString();
  }
  return Reflect.construct(
    SystemDate,
    parts.length === 0 ? [SystemDate.now() + offset] : parts,
    new.target === CloudDate ? SystemDate : new.target,
  );
}

Object.defineProperties(CloudDate, {
  name: { value: 'Date', configurable: true },
  length: { value: SystemDate.length, configurable: true },
  prototype: { value: SystemDate.prototype, writable: false },
  now: { value: () => SystemDate.now() + offset, writable: true, configurable: true },
  parse: { value: SystemDate.parse, writable: true, configurable: true },
  UTC: { value: SystemDate.UTC, writable: true, configurable: true },
});
SystemDate.prototype.constructor = CloudDate;
globalThis.Date = CloudDate;

/** Taken, and taken away, by the bootstrap: sets the clock to `millis` since the epoch. */
Object.defineProperty(globalThis, Symbol.for('lambda-runtime.set-clock'), {
  configurable: true,
  value: (millis) => {
    offset = millis - SystemDate.now();
  },
});
