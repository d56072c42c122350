import type { PermitKind } from '@fleet/certificate-lifecycle';
import { UsageError } from '../operator-errors';

/**
 * @param what how the user calls the certificate, as `--certificate`
 * @throws UsageError where a certificate is named for a permit that is for none, or is not the id of one
 */
export function checkPermittedCertificate(
  kind: PermitKind,
  certificateId: string | undefined,
  what: string,
): void {
  if (certificateId === undefined) {
    return;
  }
  if (kind !== 'reprovision') {
    throw new UsageError(`${what} goes with a permit to reprovision.`);
  }
  if (!/^[0-9a-f]{64}$/.test(certificateId)) {
    throw new UsageError(`${what} must be the id of a certificate: 64 digits of 0-9 and a-f.`);
  }
}
