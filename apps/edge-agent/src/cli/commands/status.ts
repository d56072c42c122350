import { keyAlgorithmOf } from '@fleet/certificate-request/key-algorithm';
import { formatEndpoint } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askRunningAgent } from '../../control/control-client';
import type { AgentStatus } from '../../control/control-messages';
import type { ClaimRemoval, Device } from '../../device/device';
import { findHolder } from '../../identity/folder-lock';
import {
  identityFiles,
  isRegistered,
  keyPlaceOf,
  readCertificate,
  type RegisteredIdentity,
} from '../../identity/identity';
import { readCurrentName, readIdentities } from '../../identity/identity-reader';
import { issueDate } from '../../identity/issue-date';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { statusOptions, type CommonOptions } from '../given-options';
import { deviceKeys } from '../device-keys';
import { NotProvisionedError } from '../usage-error';
import { enterDeviceFolder } from '../workplace';

/** A running agent answers at once, or is not well. */
const answerMillis = 5_000;

/**
 * Tells what the device has, and whether an agent is at work. Asks nobody but that agent, and changes nothing.
 * The paths are for the device's own programs: they may use the identity while no agent is running.
 */
export const statusCommand = commandOf({ options: statusOptions, work: status });

async function status(_options: CommonOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const device = await enterDeviceFolder(context);
  const holder = await findHolder(device.identityDirectory);
  const running =
    holder === undefined
      ? undefined
      : await askRunningAgent(holder, 'status', { millis: answerMillis, signal });
  const currentName = readCurrentName(device.identityDirectory);
  const warn = (message: string): void => output.event({ event: 'warning', message });
  const current = readIdentities(device.identityDirectory, warn).find(({ name }) => name === currentName);
  if (current === undefined || !isRegistered(current)) {
    throw new NotProvisionedError(device.serial, device.serialFrom);
  }
  const data = describe(current, running, device);
  output.result(
    Object.entries(data)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join('\n'),
    data,
  );
}

function describe(
  identity: RegisteredIdentity,
  running: AgentStatus | undefined,
  { serialFrom, modelFrom, endpoint, claimRemoval }: Device,
): Readonly<Record<string, string | number | boolean>> {
  const { thingName, certificateId, state } = identity.record;
  const certificate = readCertificate(identity);
  const privateKeyUri = deviceKeys.uriOf(keyPlaceOf(identity));
  return defined({
    thingName,
    serialFrom,
    modelFrom,
    endpoint: formatEndpoint(endpoint),
    certificateId,
    proven: state === 'proven',
    keyAlgorithm: keyAlgorithmOf(new X509Certificate(certificate).publicKey),
    issuedOn: issueDate(certificate).toISOString().slice(0, 10),
    certificateFile: join(identity.directory, identityFiles.certificate),
    privateKeyUri,
    privateKeyFile: privateKeyUri.startsWith('file:') ? fileURLToPath(privateKeyUri) : undefined,
    claim: claimRemoval === undefined ? undefined : claimWords(claimRemoval),
    agentRunning: running !== undefined,
    agentPid: running?.pid,
    agentConnected: running?.connected,
  });
}

function claimWords(removal: ClaimRemoval): string {
  return removal.isDone()
    ? 'removed, the device cannot ask for another certificate'
    : 'to be removed when a certificate is proven';
}
