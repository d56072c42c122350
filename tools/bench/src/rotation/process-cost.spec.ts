import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { functionProcesses, peakBytes, processorMillis, ProcessCostError } from './process-cost';

describe("what a function's process has taken", () => {
  const children: ChildProcess[] = [];
  const start = async (functionName: string): Promise<ChildProcess> => {
    const idle = `process.stdout.write('.'); setInterval(() => undefined, 60_000)`;
    const child = spawn(process.execPath, ['-e', idle], {
      env: { AWS_LAMBDA_FUNCTION_NAME: functionName },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };
  afterEach(async () => {
    for (const child of children.splice(0)) {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
  });

  it('is that of the processes that the cloud has started for it', async () => {
    const monitor = await start('fleet_rotation_monitor');
    await start('fleet_rotation_monitor_2');
    expect(await functionProcesses(process.pid, 'fleet_rotation_monitor')).toEqual([monitor.pid]);
    expect(await functionProcesses(monitor.pid ?? 0, 'fleet_rotation_monitor')).toEqual([]);
    expect(await peakBytes(monitor.pid ?? 0)).toBeGreaterThan(10_000_000);
    expect(await processorMillis(monitor.pid ?? 0)).toBeGreaterThan(1);
  });

  it('grows with what the process does, as the process itself sees it', async () => {
    const [before, own] = [await processorMillis(process.pid), process.cpuUsage()];
    const until = performance.now() + 200;
    while (performance.now() < until) {
      // Costs processor time, which is what is measured.
    }
    const { user, system } = process.cpuUsage(own);
    const spent = (await processorMillis(process.pid)) - before;
    expect(Math.abs(spent - (user + system) / 1_000)).toBeLessThan(50);
  });

  it('of a process that is not there is an error', async () => {
    await expect(peakBytes(2 ** 30)).rejects.toThrow(ProcessCostError);
    await expect(processorMillis(2 ** 30)).rejects.toThrow(ProcessCostError);
  });
});
