import { readFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';

/** So long a process must have done next to nothing to count as idle. */
const quietMillis = 10_000;
const pollMillis = 500;
/** Timers of the process's own take a moment of the processor now and then: 3 hundredths of a second. */
const negligibleTicks = 3;

/** The process did not come to rest, or the system does not tell. */
export class IdleMemoryError extends Error {
  override readonly name = 'IdleMemoryError';
}

/**
 * Waits until a process has been idle for ten seconds and returns its resident memory in bytes, without that of
 * its children. Needs the /proc of Linux.
 * @throws IdleMemoryError
 */
export async function idleMemory(pid: number, withinMillis = 120_000): Promise<number> {
  const deadline = performance.now() + withinMillis;
  for (let since = performance.now(), ticks = await processorTicks(pid); ;) {
    await passed(pollMillis);
    const now = await processorTicks(pid);
    if (now - ticks > negligibleTicks) {
      since = performance.now();
      ticks = now;
    }
    if (performance.now() - since >= quietMillis) {
      return residentBytes(pid);
    }
    if (performance.now() > deadline) {
      throw new IdleMemoryError(`process ${pid} did not come to rest within ${withinMillis / 1_000} s`);
    }
  }
}

/** utime and stime, fields 14 and 15 of /proc/PID/stat (proc(5)), counted after the name, which may have blanks. */
async function processorTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (resident === undefined) {
    throw new IdleMemoryError(`/proc/${pid}/status has no VmRSS`);
  }
  return Number(resident) * 1_024;
}
