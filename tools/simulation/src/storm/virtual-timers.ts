import type { VirtualTime } from './virtual-time';

/**
 * Has `setTimeout` keep virtual time. The agent limits with it how long an answer may take; by the machine's time that limit
 * would pass for very many devices while their answers are on their way. Returns what gives the machine's timers back.
 */
export function keepTimersIn(time: VirtualTime): () => void {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  // A timer is known by what cancels it.
  Reflect.set(globalThis, 'setTimeout', (fire: () => void, millis = 0) => time.afterUsual(millis, fire));
  Reflect.set(globalThis, 'clearTimeout', (cancel?: () => void) => cancel?.());
  return () => {
    Reflect.set(globalThis, 'setTimeout', start);
    Reflect.set(globalThis, 'clearTimeout', stop);
  };
}
