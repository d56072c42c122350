import { Session } from 'node:inspector';

/** Where a process finds out what it has used of the processor, and how it gives memory back. */
export interface IdleMemoryPorts {
  /** Milliseconds of the processor that the process has used since it began. */
  processorMillis(): number;
  /** Frees what nothing in the heap refers to, and gives its pages back to the system. */
  collect(): Promise<void>;
}

/** So often it is looked at. */
const pollMillis = 1_000;
/** A process that uses less in a second is idle: timers that fire and connections that ping. */
const idleMillis = 20;
/**
 * So many idle seconds in a row. What comes next is slower at first, as compiled code has gone as well: fifty devices at
 * once by a sixth. Programs that come one after the other are not to meet that.
 */
const idlePolls = 8;
/** What has been done since the last time must have left garbage that is worth the tenth of a second. */
const worthMillis = 150;

/**
 * Gives memory back whenever the process has become idle. V8 collects garbage as memory is asked for, and so keeps what
 * a start or thousands of connections have left until somebody asks for more.
 * @returns ends it
 */
export function releaseMemoryWhenIdle(ports: IdleMemoryPorts = thisProcess): () => void {
  let collectedAt = 0;
  let lastMillis = ports.processorMillis();
  let idle = 0;
  const look = async (): Promise<void> => {
    const millis = ports.processorMillis();
    idle = millis - lastMillis < idleMillis ? idle + 1 : 0;
    lastMillis = millis;
    if (idle >= idlePolls && millis - collectedAt >= worthMillis) {
      await ports.collect();
      collectedAt = ports.processorMillis();
      lastMillis = collectedAt;
    }
  };
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, pollMillis);
  timer.unref();
  return () => clearInterval(timer);
}

const thisProcess: IdleMemoryPorts = {
  processorMillis: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  collect: collectGarbage,
};

/**
 * As a debugger does it. `gc()` would leave empty pages and code that is not run any more. Where the debugger of this
 * process does not do it, memory stays as it is, and nothing else is lost.
 */
export async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  await new Promise<void>((resolve) => session.post('HeapProfiler.collectGarbage', () => resolve()));
  // The session is still busy with its answer when it has been heard.
  await new Promise<void>((resolve) => setImmediate(resolve));
  session.disconnect();
}
