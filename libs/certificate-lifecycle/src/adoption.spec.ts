import { adopt, adoptionOutcome } from './adoption';
import { issueOverClaim } from './certificate-life';
import { emptyRecord, type DeviceRecord } from './device-record';

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

describe('a device of another stack', () => {
  it('becomes one of this fleet, with its certificate in force and as old as it is', () => {
    expect(adopt(undefined, adoption)).toEqual({
      outcome: 'adopted',
      next: {
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
