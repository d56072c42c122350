import { startAgent, type Command } from '@fleet/local-fleet';
import * as z from 'zod';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import { certificateIdOf } from '../devices/identity';
import { readIdentityFolder, type TrialDevice } from './trial-device';

/** Something that an agent does and is killed at, and how its device comes back. */
export interface Scenario {
  readonly title: string;
  /** Brings a device, of which there is only the bundle yet, to where the command begins. */
  prepare(device: TrialDevice): Promise<void>;
  /** The command that is killed. */
  readonly command: Command;
  /** Starts the agent again as the device's service manager would; resolves when it has settled and ended. */
  restart(device: TrialDevice): Promise<void>;
}

export const provisioning: Scenario = {
  title: 'provision',
  prepare: () => Promise.resolve(),
  command: ['provision'],
  restart: ({ folder, resources }) => startAgent(folder, ['provision'], { resources }).succeed(),
};

const permitMillis = 3_600_000;

/** A rotation that the operator permits and orders; `run` is what a device starts with. */
export const rotation = (fleet: DeployedFleet): Scenario => ({
  title: 'rotate',
  async prepare({ serial, folder, resources }) {
    await startAgent(folder, ['provision'], { resources }).succeed();
    const { identity } = await readIdentityFolder({ folder });
    // A certificate that becomes the current one uses up the permits that there are.
    await fleet.proven(serial, certificateIdOf(identity));
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + permitMillis));
  },
  command: ['rotate'],
  restart: runUntilSettled,
});

const eventLine = z.object({ event: z.string() });

/** It is up when it listens, unless it has an interrupted rotation to finish before. */
async function runUntilSettled({ folder, resources }: TrialDevice): Promise<void> {
  const agent = startAgent(folder, ['run'], { resources });
  let rotating = false;
  try {
    await agent.line((line) => {
      const { event } = eventLine.parse(JSON.parse(line));
      if (event === 'rotation-ordered') {
        rotating = true;
      }
      if (event === 'rotated') {
        rotating = false;
      }
      return event === 'listening' && !rotating ? true : undefined;
    });
  } finally {
    await agent.stop();
  }
}
