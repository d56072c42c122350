import { ResourceNotFoundException } from '@aws-sdk/client-iot';
import { isProgramFault } from '@fleet/program-faults';
import { adoptionOutcome, type AdoptionOutcome } from '@fleet/certificate-lifecycle';
import { addToGroup, attachPolicy, policyTargets } from '@fleet/iot-registry';
import { forEachBounded } from '@fleet/bounded-work';
import { failureOf } from '../failure';
import type { Output } from '../output/output';
import { PartlyDoneError, RefusedError } from '../operator-errors';
import { counted } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { ifDeployed } from '../fleet/reading-fleet';
import type { AdoptOptions } from './adopt-options';
import { examine, leftOut, type Candidate, type LeftOut } from './candidate';

/** AWS IoT takes some ten control-plane calls a second; more at once only meet throttling. */
const atOnce = 4;

interface Tally {
  adopted: number;
  adoptedBefore: number;
  leftOut: number;
  failed: number;
}

/**
 * Takes the devices of an older stack into this fleet, found by what carries its production policy. What is left
 * out is reported and changed in nothing; one that fails keeps no other out. Interrupted, it is taken up by running
 * it again: what was adopted is left as it is.
 * @throws RefusedError when there is no such policy or fleet, PartlyDoneError when some failed
 */
export async function adoptDevices(fleet: Fleet, output: Output, options: AdoptOptions): Promise<void> {
  const tally: Tally = { adopted: 0, adoptedBefore: 0, leftOut: 0, failed: 0 };
  const tick = () => output.progress(() => tallyWords(tally, options));
  await forEachBounded(targetsOf(fleet, options.policy), atOnce, async (target) => {
    await adoptTarget(fleet, output, { ...options, target, tally });
    tick();
  });
  await output.result(`Done: ${tallyWords(tally, options)}.`, { summary: tally, dryRun: options.dryRun });
  if (tally.failed > 0) {
    throw new PartlyDoneError(
      `${counted(tally.failed, 'device')} could not be adopted; the reasons are above. Run the command again.`,
      false,
    );
  }
}

async function* targetsOf(fleet: Fleet, policy: string): AsyncGenerator<string> {
  // Not deployed, nothing could be adopted: asked once, and not of every device.
  await ifDeployed(fleet, fleet.registry.list({ limit: 1 }));
  try {
    for await (const page of policyTargets(fleet.iot, policy)) {
      yield* page;
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
    throw new RefusedError(
      `The policy ${policy} does not exist in ${fleet.place}. Give the production policy of the older stack.`,
      {
        cause: error,
      },
    );
  }
}

async function adoptTarget(
  fleet: Fleet,
  output: Output,
  one: AdoptOptions & { readonly target: string; readonly tally: Tally },
): Promise<void> {
  const { target, tally, dryRun } = one;
  try {
    const candidate = await examine(fleet, target, one);
    const end = 'reason' in candidate ? candidate : await takeIn(fleet, candidate, dryRun);
    if (typeof end === 'object') {
      tally.leftOut += 1;
      const words = `skipped ${end.thing ?? target}: ${end.because}`;
      await output.result(words, { target, outcome: 'left-out', ...end });
      return;
    }
    tally[end === 'adopted' ? 'adopted' : 'adoptedBefore'] += 1;
    if ('adoption' in candidate) {
      await reportAdopted(output, candidate, end, dryRun);
    }
  } catch (error) {
    const { message, kind } = failureOf(error);
    // Refused access, nobody there, a fault of this program: it will be so for all the others.
    if (kind !== 'unexpected' || isProgramFault(error)) {
      throw error;
    }
    tally.failed += 1;
    output.say(`failed ${target}: ${message}`);
  }
}

/**
 * Record, policy, group, in this order: the sweep looks at what is in the group, and should find there a device that
 * may do what a warning asks. Each is safe to repeat.
 */
async function takeIn(
  fleet: Fleet,
  { target, adoption }: Candidate,
  dryRun: boolean,
): Promise<'adopted' | 'adopted-before' | LeftOut> {
  const { serial } = adoption;
  const outcome = dryRun
    ? adoptionOutcome(await fleet.registry.find(serial), adoption)
    : await fleet.registry.adopt(adoption);
  if (outcome !== 'adopted' && outcome !== 'adopted-before') {
    return leftOut(outcome, becauseOf(outcome, serial), serial);
  }
  if (!dryRun) {
    await attachPolicy(fleet.iot, fleet.names.productionPolicy, target);
    await addToGroup(fleet.iot, fleet.names.thingGroup, serial);
  }
  return outcome;
}

function becauseOf(outcome: Exclude<AdoptionOutcome, 'adopted' | 'adopted-before'>, serial: string): string {
  switch (outcome) {
    case 'on-record':
      return 'this fleet has it on record with another certificate';
    case 'blocked':
      return `it is blocked: unblock it first with devices unblock ${serial}`;
    case 'foreign-model':
      return 'it is allowed for another model: correct this with devices allow';
  }
}

async function reportAdopted(
  output: Output,
  { target, adoption }: Candidate,
  outcome: 'adopted' | 'adopted-before',
  dryRun: boolean,
): Promise<void> {
  const { serial, certificateId, model } = adoption;
  const words = outcome === 'adopted-before' ? 'adopted before' : dryRun ? 'would adopt' : 'adopted';
  await output.result(`${words} ${serial} (${model})`, {
    target,
    outcome,
    thing: serial,
    certificateId,
    model,
  });
}

function tallyWords(
  { adopted, adoptedBefore, leftOut: out, failed }: Tally,
  { dryRun }: AdoptOptions,
): string {
  const adopting = dryRun ? 'would be adopted' : 'adopted';
  return `${adopted} ${adopting}, ${adoptedBefore} were adopted before, ${out} skipped, ${failed} failed`;
}
