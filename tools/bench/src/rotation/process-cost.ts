import { readdir, readFile } from 'node:fs/promises';

/** The system does not tell what a process has used, or there is no such process. Needs the /proc of Linux. */
export class ProcessCostError extends Error {
  override readonly name = 'ProcessCostError';
}

/** The most resident memory that a process has had since it began, in bytes. @throws ProcessCostError */
export async function peakBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) {
    throw new ProcessCostError(`/proc/${pid}/status has no VmHWM`);
  }
  return Number(kibibytes) * 1_024;
}

/**
 * The processor's time that all threads of a process have had so far, in milliseconds: unlike the time that passes, it
 * hardly depends on what else the machine does, and no waiting is in it.
 * @throws ProcessCostError
 */
export async function processorMillis(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  // The first number is nanoseconds on a processor (Documentation/scheduler/sched-stats.rst of Linux).
  const nanoseconds = await Promise.all(
    threads.map(async (thread) =>
      Number.parseInt(await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0'), 10),
    ),
  );
  const total = nanoseconds.reduce((sum, some) => sum + some, 0);
  if (!(total > 0)) {
    throw new ProcessCostError(`/proc/${pid}/task says nothing of the processor's time`);
  }
  return total / 1_000_000;
}

/** The processes in which a local-cloud has kept a function warm; Lambda names the function in their environment. */
export async function functionProcesses(cloudPid: number, functionName: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if ((await parentOf(pid)) !== cloudPid) {
        return [];
      }
      const variables = (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');
      return variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Field 4 of /proc/PID/stat (proc(5)), counted after the name, which may have blanks. */
async function parentOf(pid: number): Promise<number | undefined> {
  // Others begin and end meanwhile.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}
