import { readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { join } from 'node:path';
import { anotherSweepAtWork, orderSweep } from './operators-sweep';
import type { Rotating } from './rotating-fleet';

/** How a sweep ended that an operator ordered while things were killed. */
export type OrderedSweep = 'done' | 'busy' | 'failed';

/** The cloud as whoever kills it and the monitor has it; it is started again at once. */
export class KilledCloud {
  private up: Promise<void> = Promise.resolve();
  private isUp = true;
  private ahead = 0;
  /** By how many milliseconds the cloud's clock is ahead of this machine's: for devices that go by it. */
  readonly clockFile: string;

  constructor(private readonly rotating: Rotating) {
    this.clockFile = join(rotating().folder, 'cloud-is-ahead');
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** SIGKILL, and the next start. Returns whether it was there to be killed. */
  kill(): boolean {
    if (!this.isUp) {
      return false;
    }
    this.isUp = false;
    this.up = this.restart();
    return true;
  }

  private async restart(): Promise<void> {
    await this.rotating().cloud.process.stop('SIGKILL');
    await this.rotating().resumeCloud();
    this.isUp = true;
  }

  /** SIGKILL to the rotation monitor. Returns whether it was there to be killed. */
  killMonitor(): boolean {
    const { cloud, fleet } = this.rotating();
    const pids = processesOfFunction(cloud.process.pid, fleet.names.rotationMonitor);
    for (const pid of pids) {
      process.kill(pid, 'SIGKILL');
    }
    return pids.length > 0;
  }

  /** Resolves when it is up, also after kills that come meanwhile. */
  async available(): Promise<void> {
    for (let awaited: Promise<void> | undefined; awaited !== this.up;) {
      awaited = this.up;
      await awaited;
    }
  }

  /** Lets time pass in the cloud, and for the devices a moment before, so that none is behind its certificate. */
  async passTime(millis: number): Promise<void> {
    const seconds = Math.ceil(millis / 1_000);
    await this.setDevices(this.ahead + seconds * 1_000);
    this.ahead = (await this.rotating().cloud.moveTime(`+${seconds}s`)).offsetMillis;
    await this.setDevices(this.ahead);
  }

  private async setDevices(ahead: number): Promise<void> {
    await writeFile(`${this.clockFile}.new`, String(ahead));
    await rename(`${this.clockFile}.new`, this.clockFile);
  }

  /**
   * The operator's command, which fails when what it needs is killed meanwhile.
   * @param date of a day before, where the cloud's today is not meant
   */
  async orderSweep(date?: string): Promise<OrderedSweep> {
    const code = await orderSweep(this.rotating().cloud, date).exit();
    return code === 0 ? 'done' : code === anotherSweepAtWork ? 'busy' : 'failed';
  }
}

/** Pause between two looks at something that passes in milliseconds. */
const lookMillis = 4;

/** Looks again and again, closely; `undefined` when it does not come in time. */
export async function closely<Found>(
  look: () => Promise<Found | undefined>,
  withinMillis: number,
): Promise<Found | undefined> {
  const deadline = Date.now() + withinMillis;
  for (;;) {
    // The cloud may be down right now.
    const found = await look().catch(() => undefined);
    if (found !== undefined || Date.now() > deadline) {
      return found;
    }
    await setTimeout(lookMillis);
  }
}

/**
 * The processes that local-cloud runs for a function: its children whose environment has that function's name, as
 * Lambda sets it. Read from /proc, so that no program needs to know that it is watched.
 */
function processesOfFunction(cloudPid: number, functionName: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      // pid (name) state ppid ...; the name may have spaces and brackets.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
      if (Number(parent) !== cloudPid) {
        return false;
      }
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`);
    } catch (error) {
      if (isNativeError(error) && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
        return false;
      }
      throw error;
    }
  });
}
