import type { DeviceRegistry } from '@fleet/device-registry';
import type { FleetConfig } from '@fleet/fleet-contract';

/** What the smoke test does with its one device, and with the fleet around it. */
export interface SmokeTestParts {
  readonly registry: Pick<DeviceRegistry, 'find' | 'allow' | 'grantPermit'>;
  /** Unpacks the bundle of the device's model for it. */
  readonly unpack: () => Promise<void>;
  /** Runs a command of the bundle's agent, and answers with the id of the certificate that the device has then. */
  readonly agent: (command: 'provision' | 'rotate') => Promise<string>;
  /** Whether a device of this serial that is on record is what an interrupted smoke test has left. */
  readonly removeLeftover: boolean;
  /** Removes the thing, its certificates and its record. Safe to repeat. */
  readonly removeDevice: () => Promise<void>;
  readonly now: () => Date;
  readonly pause: (millis: number) => Promise<unknown>;
  readonly say: (line: string) => void;
}

export interface SmokeTestDevice {
  readonly serial: string;
  readonly model: string;
}

/** The device is provisioned, and the fleet does not know it. */
export class NotProvenError extends Error {
  override readonly name = 'NotProvenError';
  constructor(serial: string, certificateId: string) {
    super(
      `${serial} has the certificate ${certificateId} and has confirmed it, but the fleet's record does not have it as ` +
        'current a minute later. Look at the log of the proof handler, and at the queue of failures.',
    );
  }
}

/** The serial number of the smoke test has a record already: it may be that of a device in the field. */
export class SerialInUseError extends Error {
  override readonly name = 'SerialInUseError';
  constructor(serial: string) {
    super(
      `${serial} is a device of this fleet already. Nothing was done. If an interrupted smoke test has left it behind, ` +
        'repeat the command with --remove-leftover. If not, give the smoke test another serial.',
    );
  }
}

/** The fleet has no model of this name. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
  constructor(model: string | undefined, models: readonly string[]) {
    super(`The fleet has no model ${JSON.stringify(model)}. It has ${models.join(', ')}.`);
  }
}

/**
 * The model of a smoke test's device.
 * @param model as the operator says; the fleet's first, when absent
 * @throws UnknownModelError
 */
export function modelOf({ models }: Pick<FleetConfig, 'models'>, model?: string): string {
  const found = models.find((each) => model === undefined || each === model);
  if (found === undefined) {
    throw new UnknownModelError(model, models);
  }
  return found;
}

const permitMillis = 3_600_000;
/** How often the record is looked at, and how many milliseconds apart: a proof takes a second as a rule. */
const looks = { atMost: 30, apart: 2_000 } as const;

/**
 * Provisions one device over the claim, rotates its certificate, and removes it again, whatever comes of it. Each step
 * is what a device in the field does: the agent of the bundle, over the network, with the hooks of this fleet.
 * @throws SerialInUseError, NotProvenError, and what the parts throw
 */
export async function smokeTest(device: SmokeTestDevice, parts: SmokeTestParts): Promise<void> {
  const { registry, say } = parts;
  const { serial, model } = device;
  if ((await registry.find(serial)) !== undefined) {
    if (!parts.removeLeftover) {
      throw new SerialInUseError(serial);
    }
    await parts.removeDevice();
  }
  try {
    await registry.allow(serial, { model });
    await parts.unpack();
    await step(parts, serial, 'provision');
    await registry.grantPermit(serial, 'rotate', new Date(parts.now().getTime() + permitMillis));
    await step(parts, serial, 'rotate');
  } finally {
    await parts.removeDevice();
    say(`Removed ${serial} again.`);
  }
}

async function step(parts: SmokeTestParts, serial: string, command: 'provision' | 'rotate'): Promise<void> {
  const { agent, now, say } = parts;
  const begun = now().getTime();
  const certificateId = await agent(command);
  await untilCurrent(parts, serial, certificateId);
  const seconds = ((now().getTime() - begun) / 1000).toFixed(1);
  const done = command === 'provision' ? 'was provisioned' : 'has rotated';
  say(`${serial} ${done} in ${seconds} s. Its certificate ${certificateId} is proven.`);
}

/** @throws NotProvenError */
async function untilCurrent(
  { registry, pause }: SmokeTestParts,
  serial: string,
  certificateId: string,
): Promise<void> {
  for (let look = 1; ; look++) {
    const record = await registry.find(serial);
    if (record?.current === certificateId) {
      return;
    }
    if (look === looks.atMost) {
      throw new NotProvenError(serial, certificateId);
    }
    await pause(looks.apart);
  }
}
