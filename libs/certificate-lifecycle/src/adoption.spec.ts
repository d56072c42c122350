import { adopt, adoptedDevice, adoptionOutcome } from './adoption';
import { issueOverClaim } from './certificate-life';
import { emptyRecord, type DeviceRecord } from './device-record';
import { storedRecord } from './stored-record';

const issuedAt = new Date('2024-05-01T08:00:00.000Z');
const at = new Date('2026-01-01T12:00:00.000Z');
const adoption = { serial: 'S', certificateId: 'old', model: 'sensor', issuedAt, at };

const adopted = (): DeviceRecord | undefined => adopt(undefined, adoption).next;
const provisioned = (): DeviceRecord | undefined =>
  issueOverClaim(undefined, {
    serial: 'S',
    certificateId: 'old',
    claimCertificateId: 'claim',
    model: 'sensor',
    at,
  }).next;

describe('what a record tells of the stack before', () => {
  const before = { policy: 'old_prod_policy', attributes: { model_type: 'sensor' } };

  it('is noted with the adoption, for the day on which the device is given back', () => {
    const record = adopt(undefined, { ...adoption, before }).next;
    expect(record?.adoption).toEqual({ at: at.toISOString(), ...before });
    expect(adoptedDevice(record)).toEqual({
      certificateId: 'old',
      hasRotated: false,
      note: { at: at.toISOString(), ...before },
    });
  });

  it('is completed by adopting once more what an older release adopted, and never written anew', () => {
    const completed = adopt(adopted(), { ...adoption, before });
    expect(completed).toMatchObject({ outcome: 'adopted-before', next: { adoption: before } });
    const later = { ...adoption, before: { ...before, policy: 'other' } };
    expect(adopt(completed.next, later)).toEqual({ outcome: 'adopted-before' });
  });

  it('is not completed after a rotation, which has changed the thing', () => {
    const rotated: DeviceRecord = { ...(adopted() ?? emptyRecord('S')), current: 'new' };
    expect(adopt(rotated, { ...adoption, before })).toEqual({ outcome: 'adopted-before' });
    expect(adoptedDevice(rotated)).toEqual({ certificateId: 'old', hasRotated: true });
  });

  it('outlives the certificate of that stack on the record', () => {
    const record = adopt(undefined, { ...adoption, before }).next ?? emptyRecord('S');
    const rotated: DeviceRecord = { ...record, current: 'new', certificates: [] };
    expect(adoptedDevice(rotated)).toEqual({ hasRotated: true, note: record.adoption });
  });

  it('is nothing for a device that this fleet made, or does not know', () => {
    expect(adoptedDevice(provisioned())).toBeUndefined();
    expect(adoptedDevice(undefined)).toBeUndefined();
  });
});

describe('a device of another stack', () => {
  it('becomes one of this fleet, with its certificate in force and as old as it is', () => {
    const { outcome, next } = adopt(undefined, adoption);
    expect({ outcome, stored: next && storedRecord(next) }).toEqual({
      outcome: 'adopted',
      stored: {
        serial: 'S',
        state: 'active',
        model: 'sensor',
        firstIssuedAt: at.toISOString(),
        current: 'old',
        certificates: [
          {
            certificateId: 'old',
            // Records in the field have this text.
            issuedOver: 'adoption',
            model: 'sensor',
            issuedAt: issuedAt.toISOString(),
            provenAt: at.toISOString(),
          },
        ],
        permits: {},
        version: 0,
      },
    });
  });

  it('keeps what its operator said of the serial', () => {
    const allowed: DeviceRecord = { ...emptyRecord('S'), allowedModel: 'sensor', version: 3 };
    expect(adopt(allowed, adoption).next).toMatchObject({ allowedModel: 'sensor', version: 3 });
  });

  it.each([
    ['that was adopted with this certificate', 'adopted-before', adopted],
    [
      'that was adopted with another',
      'on-record',
      () => adopt(undefined, { ...adoption, certificateId: 'other' }).next,
    ],
    ['that was provisioned here, whatever its certificate', 'on-record', provisioned],
    [
      'that was provisioned here and has no certificate left',
      'on-record',
      (): DeviceRecord => ({ ...emptyRecord('S'), firstIssuedAt: at.toISOString() }),
    ],
    [
      'that has a certificate, although nothing says when the fleet issued its first',
      'on-record',
      (): DeviceRecord => ({ ...emptyRecord('S'), certificates: provisioned()?.certificates ?? [] }),
    ],
    ['that is blocked', 'blocked', (): DeviceRecord => ({ ...emptyRecord('S'), state: 'blocked' })],
    [
      'that is allowed as another model',
      'foreign-model',
      (): DeviceRecord => ({ ...emptyRecord('S'), allowedModel: 'gateway' }),
    ],
  ] as const)('%s is left alone: %s', (_, outcome, known) => {
    expect(adopt(known(), adoption)).toEqual({ outcome });
    expect(adoptionOutcome(known(), adoption)).toBe(outcome);
  });
});
