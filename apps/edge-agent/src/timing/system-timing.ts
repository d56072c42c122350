import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Timing } from './timing';

/** Longer timers overflow Node's 32 bits and would fire at once. */
const longestTimerMillis = 2 ** 31 - 1;

const boot = nameOfBoot();

/** The machine's own clock, timers and random numbers. */
export const systemTiming: Timing = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sinceBoot: () => ({ boot, millis: uptime() * 1000 }),
  random: () => Math.random(),
  sleep: (millis, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const abort = (): void => {
        clearTimeout(timer);
        reject(toError(signal.reason));
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
        Math.min(millis, longestTimerMillis),
      );
      signal.addEventListener('abort', abort, { once: true });
    }),
};

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Linux draws one at each start [man 4 random]. Other systems have none. */
function nameOfBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
