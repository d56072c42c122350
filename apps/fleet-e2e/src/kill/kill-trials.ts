import { rm } from 'node:fs/promises';
import type { ResourceStack } from '@fleet/resource-stack';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import type { BorderCheck } from './border-check';
import { runWatched, type KillPoint } from './killed-agent';
import type { Scenario } from './scenarios';
import type { TrialDevice } from './trial-device';

/** One kill, the restart after it, and what came of it. */
export interface Trial {
  /** In words, so that somebody can repeat it. */
  readonly title: string;
  readonly point: KillPoint;
  /** False when the run was over before it came to that call. */
  readonly killed: boolean;
  /** Why the device is not what it must be. */
  readonly failure?: string;
}

/** A rotation waits for most of its time, for the second between two connects: this many keep two cores busy. */
const atOnce = 8;

/** Kills agents of one fleet, restarts them, and looks at what has become of their devices. */
export class KillTrials {
  private devices = 0;

  constructor(
    private readonly check: BorderCheck,
    private readonly fleet: DeployedFleet,
    private readonly resources: ResourceStack,
  ) {}

  /** Runs the command to its end and tells which calls it makes. */
  async rehearse(scenario: Scenario): Promise<readonly string[]> {
    const device = await this.newDevice(scenario);
    const { calls } = await runWatched(device, scenario.command);
    await this.check.device(device);
    return calls;
  }

  /** Kills one agent at each of the points. */
  async run(scenario: Scenario, points: readonly KillPoint[]): Promise<Trial[]> {
    // All of them before the first is needed: the broker takes one CONNECT a second of each.
    const prepared = await inParallel(points, async (point) => ({
      point,
      device: await this.newDevice(scenario),
    }));
    const restarted = await inParallel(prepared, async ({ point, device }) => ({
      device,
      trial: await killAndRestart(scenario, device, point),
    }));
    return inParallel(restarted, ({ trial, device }) => this.judge(trial, device));
  }

  private async newDevice(scenario: Scenario): Promise<TrialDevice> {
    this.devices += 1;
    const serial = `killed-${scenario.title}-${this.devices}`;
    const { resources } = this;
    const device = { serial, folder: await this.fleet.unpackBundle(serial), resources };
    await scenario.prepare(device);
    return device;
  }

  /** The folder of a device that is not what it must be stays until the end, for the search for the fault. */
  private async judge(trial: Trial, device: TrialDevice): Promise<Trial> {
    if (trial.failure !== undefined) {
      return trial;
    }
    try {
      await this.check.device(device);
      await rm(device.folder, { recursive: true });
      return trial;
    } catch (error) {
      return { ...trial, failure: wordsOf(error) };
    }
  }
}

async function killAndRestart(scenario: Scenario, device: TrialDevice, point: KillPoint): Promise<Trial> {
  const title = `${scenario.title} killed ${point.when} call ${point.at}`;
  try {
    const { killedAt } = await runWatched(device, scenario.command, point);
    const call = killedAt ?? 'which did not come';
    const trial = { title: `${title}, ${call}`, point, killed: killedAt !== undefined };
    return await scenario.restart(device).then(
      () => trial,
      (error: unknown) => ({ ...trial, failure: wordsOf(error) }),
    );
  } catch (error) {
    return { title, point, killed: false, failure: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
