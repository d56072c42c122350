import { readFileSync, writeSync } from 'node:fs';

/**
 * Preloaded into a program that is measured (`node --require`): when it exits, writes the peak of its resident
 * memory in KiB, and the processor's time that it took in microseconds, to file descriptor 3.
 */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, `${peakKibibytes()} ${user + system}\n`);
});

/**
 * The high-water mark of this very program where the system has it: `maxRSS` of Linux begins with that of the
 * process which started this one, and a benchmark is larger than what it measures.
 */
function peakKibibytes(): number {
  if (process.platform !== 'linux') {
    return process.resourceUsage().maxRSS;
  }
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  if (mark === null) {
    throw new Error('/proc/self/status has no VmHWM: the peak memory cannot be measured');
  }
  return Number(mark[1]);
}
