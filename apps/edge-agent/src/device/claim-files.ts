import { dirname } from 'node:path';
import type { Credentials } from '../connection/connection';
import { credentialsOf, CredentialsFaultError } from '../connection/credentials-fault';
import { removeFilesDurably } from '../identity/durable-files';
import { isClaimKeyAbsent, openClaimKey, removeClaimKey } from '../keys/files/claim-key-file';
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
  try {
    return credentialsOf(
      () => openClaimKey(files.privateKey, warn),
      () => readPem(files.certificate, 'CERTIFICATE'),
    );
  } catch (error) {
    if (!(error instanceof CredentialsFaultError)) {
      throw error;
    }
    throw new DeviceFolderError(
      `${files.certificate} and ${files.privateKey} cannot be used: ${error.message}. Take both from the model's client.zip again.`,
      { cause: error },
    );
  }
}

/** The key goes first: a power cut in between leaves a certificate that nobody can use, and the rest goes later. */
export function claimRemovalOf({ certificate, privateKey }: ClaimFiles): ClaimRemoval {
  return {
    isDone: () => isClaimKeyAbsent(privateKey),
    carryOut: () => {
      const hadKey = removeClaimKey(privateKey);
      return removeFilesDurably([certificate]) || hadKey;
    },
  };
}
