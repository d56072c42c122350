import { ProvisioningError } from '@fleet/provisioning-protocol';
import { ControlError } from '../control/control-client';
import { NotDoneInTimeError } from '../provisioning/patience';
import type { Output } from './output';

export type RefusedCommand = 'provision' | 'rotate';

/** The reasons of the hooks that a device may meet, in the order of how often that happens. */
const meanings: Readonly<Record<RefusedCommand, string>> = {
  provision:
    'it already has a certificate, is not on the allow list, has no good voucher, is blocked, is of another model, or the hook has failed',
  rotate: 'its certificate is not due yet, it is blocked, or the hook has failed',
};

const permits: Readonly<Record<RefusedCommand, string>> = { provision: 'reprovision', rotate: 'rotate' };

/** What else an operator has to know. Who has the claim as well could use a permit that is for any certificate. */
const advice: Readonly<Record<RefusedCommand, string>> = {
  provision:
    ' With --certificate and the id of the certificate that is issued and stored, nobody else can use that.',
  rotate: '',
};

/** Does the work of a command. Where the cloud refuses it, says in a line what that can mean and where the reason is. */
export async function explainingRefusal<Result>(
  output: Output,
  { command, serial }: { readonly command: RefusedCommand; readonly serial: string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isRefusedRequest(error)) {
      output.event({ event: 'warning', message: refusalWords(command, serial) });
    }
    throw error;
  }
}

/** The cloud tells a device no reason: its operator has to look. */
function refusalWords(command: RefusedCommand, serial: string): string {
  const hook = command === 'provision' ? '<tag>_provision_hook' : '<tag>_rotation_hook';
  return (
    `For ${serial}, 403 can mean: ${meanings[command]}. The reason is in the log of the function ${hook}. ` +
    `\`fleet-cli devices show ${serial}\` shows the device; \`fleet-cli devices permit ${serial} ` +
    `${permits[command]}\` lets it ${command} once.${advice[command]}`
  );
}

function isRefusedRequest(error: unknown): boolean {
  if (error instanceof NotDoneInTimeError) {
    return isRefusedRequest(error.lastFailure);
  }
  if (error instanceof ControlError) {
    return error.refused;
  }
  return error instanceof ProvisioningError && error.statusCode === 403;
}
