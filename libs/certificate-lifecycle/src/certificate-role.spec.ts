import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { roleOf } from './certificate-role';
import { emptyRecord, type DeviceRecord } from './device-record';
import { retire } from './retirement';
import { keptFrom } from './testing/retirement';

const serial = 'S';
const at = new Date('2026-01-01T12:00:00.000Z');

function rolesIn(record: DeviceRecord): string[] {
  return record.certificates.map((each) => `${each.certificateId} ${roleOf(record, each)}`);
}

describe('the part that a certificate plays', () => {
  it('follows its life: it awaits proof, is current, is superseded, is retired', () => {
    let record = emptyRecord(serial);
    const roles = (next: DeviceRecord | undefined): string[] => {
      record = next ?? record;
      return rolesIn(record);
    };
    const claimed = { serial, claimCertificateId: 'claim', model: 'sensor', at };
    const proof = { serial, source: 'confirmation', at } as const;
    roles(issueOverClaim(undefined, { ...claimed, certificateId: 'A' }).next);
    expect(roles(issueOverClaim(record, { ...claimed, certificateId: 'B' }).next)).toEqual([
      'A awaits-proof',
      'B awaits-proof',
    ]);
    expect(roles(prove(record, { ...proof, certificateId: 'A' }).next)).toEqual([
      'A current',
      'B superseded',
    ]);
    roles(retire(record, ['B'], keptFrom(at)));
    const rotation = { serial, certificateId: 'C', issuedOver: 'A', at };
    expect(roles(issueOverCertificate(record, rotation).next)).toEqual([
      'A current',
      'B retired',
      'C awaits-proof',
    ]);
    expect(roles(prove(record, { ...proof, certificateId: 'C' }).next)).toEqual([
      'A superseded',
      'B retired',
      'C current',
    ]);
  });
});
