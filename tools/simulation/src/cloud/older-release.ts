import { recordFrom, storedCertificate, type DeviceRecord } from '@fleet/certificate-lifecycle';

/**
 * A record as the functions of the first releases read and write it: what came later they do not see, and leave out of
 * what they write (`z.object` without passing on). During a deploy they are at work beside those of today.
 */
export function inOlderRelease(record: DeviceRecord): DeviceRecord {
  const { blockEnforcedAt: _enforced, adoption: _adoption, removal: _removal, ...known } = record;
  const { namedPermit: _named, ...older } = known;
  const certificates = record.certificates.map((each) => {
    const {
      connectedAt: _at,
      dueNotedAt: _due,
      turnSeconds: _turn,
      warnedAt: _warned,
      ...rest
    } = storedCertificate(each);
    const { silenceFrom: _silence, comesSince: _comes, ...certificate } = rest;
    return certificate;
  });
  return recordFrom({ ...older, certificates });
}
