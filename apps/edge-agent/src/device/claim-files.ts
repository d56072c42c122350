import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Credentials } from '../connection/connection';
import { faultOfCredentials } from '../connection/credentials-fault';
import { removeFilesDurably, tightenPermissions } from '../identity/durable-files';
import type { ClaimRemoval } from './device';
import { DeviceFolderError, readPem } from './text-file';

/** Absolute paths. */
export interface ClaimFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * @param removal where the claim does not stay
 * @throws DeviceFolderError, FileUnreadableError
 */
export function readClaim(
  files: ClaimFiles,
  removal: ClaimRemoval | undefined,
  warn: (message: string) => void,
): Credentials {
  if (removal?.isDone() === true) {
    throw new DeviceFolderError(
      `This device has no claim: ${files.privateKey} is not there. With "claim": "remove-after-proof" in ` +
        `machine_config.json, the agent removes the claim once the device's own certificate is proven, and no permit ` +
        `brings back a device that has neither. To provision it again, put the claim of the model's client.zip into ` +
        `${dirname(files.privateKey)}, and have an operator permit it (\`fleet-cli devices permit\`).`,
    );
  }
  const privateKey = readPem(files.privateKey, 'PRIVATE KEY');
  try {
    if (tightenPermissions(files.privateKey)) {
      warn(`${files.privateKey} was open to other users; now only its owner has access`);
    }
  } catch {
    // A bundle may lie on a read-only medium, and the claim is of use all the same.
    warn(`${files.privateKey} is open to other users, and its permissions cannot be changed`);
  }
  const claim = { certificate: readPem(files.certificate, 'CERTIFICATE'), privateKey };
  const fault = faultOfCredentials(claim);
  if (fault !== undefined) {
    throw new DeviceFolderError(
      `${files.certificate} and ${files.privateKey} cannot be used: ${fault}. Take both from the model's client.zip again.`,
    );
  }
  return claim;
}

/** The key goes first: a power cut in between leaves a certificate that nobody can use, and the rest goes later. */
export function claimRemovalOf({ certificate, privateKey }: ClaimFiles): ClaimRemoval {
  return {
    isDone: () => isAbsent(privateKey),
    carryOut: () => removeFilesDurably([privateKey, certificate]),
  };
}

function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Something is there that cannot be looked at: reading it says why.
    return false;
  }
}
