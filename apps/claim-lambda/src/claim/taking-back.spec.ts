import { generateIdentityKey } from '@fleet/certificate-request';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { ensureClaim } from './ensure-claim';
import { withdrawClaim } from './withdraw-claim';
import { FleetInMemory } from '../testing/fleet-in-memory';

describe('taking a claim back', () => {
  let fleet: FleetInMemory;
  const place = { model: 'sensor', slot: 1, generation: 1 };
  const issuing = () => ({ ...fleet.parts(), log: pino({ level: 'silent' }) });

  beforeEach(() => {
    fleet = new FleetInMemory();
  });

  it('knows the models by the folders that have something in them, not by those that are marked out', async () => {
    await ensureClaim(place, issuing());
    fleet.bucket.put('models/', '');
    fleet.bucket.put('models/gateway/claim/private.pem.key', 'a key');
    fleet.bucket.put('other/model/file', 'not of the fleet');
    expect((await issuing().store.models()).sort()).toEqual(['gateway', 'sensor']);
  });

  it.each(['ACTIVE', 'INACTIVE', 'REVOKED'])('leaves nothing of one that is %s', async (status) => {
    await ensureClaim(place, issuing());
    for (const certificate of fleet.iot.certificates.values()) {
      certificate.status = status;
    }
    await withdrawClaim(place, await issuing().store.claim(place), issuing());
    expect([fleet.iot.certificates.size, fleet.bucket.objects.size, fleet.claims.size]).toEqual([0, 0, 0]);
  });

  it.each([
    ['ACTIVE', 1],
    ['INACTIVE', 0],
    ['REVOKED', 0],
  ])('changes the status of a certificate that is %s so many times: %i', async (status, times) => {
    await ensureClaim(place, issuing());
    const [certificate] = fleet.iot.certificates.values();
    Object.assign(certificate ?? {}, { status });
    const sent: unknown[] = [];
    fleet.iot.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push(commandName);
          return next(args);
        },
      { step: 'initialize' },
    );
    await issuing().authority.withdraw(certificate?.certificateId ?? 'none');
    expect(sent.filter((command) => command === 'UpdateCertificateCommand')).toHaveLength(times);
  });

  it.each([
    ['its bundle', modelObjectKeys('sensor').clientZip, 'a bundle'],
    [
      'a key that no certificate was issued to',
      modelObjectKeys('sensor').claimPrivateKey,
      generateIdentityKey(),
    ],
  ])(
    'takes away what there is of a model, and no certificate, where it has only %s',
    async (_, key, body) => {
      fleet.bucket.put(key, body);
      const parts = issuing();
      const removed = jest.spyOn(parts.register, 'removeClaim');
      const withdrawn = jest.spyOn(parts.authority, 'withdraw');
      await withdrawClaim(place, await parts.store.claim(place), parts);
      await parts.store.removeModel('sensor');
      expect(fleet.bucket.objects.size).toBe(0);
      expect(removed).not.toHaveBeenCalled();
      expect(withdrawn).not.toHaveBeenCalled();
    },
  );

  it('is done already where somebody has deleted the certificate', async () => {
    await ensureClaim(place, issuing());
    const [certificateId = ''] = fleet.iot.certificates.keys();
    fleet.iot.certificates.clear();
    await expect(issuing().authority.withdraw(certificateId)).resolves.toBeUndefined();
  });

  it.each([
    ['before it is made inactive', 'UpdateCertificateCommand'],
    ['before its policy is detached', 'DetachPolicyCommand'],
    ['before it is deleted', 'DeleteCertificateCommand'],
  ])('ends well where somebody deletes the certificate %s', async (_, command) => {
    await ensureClaim(place, issuing());
    const [certificateId = ''] = fleet.iot.certificates.keys();
    fleet.iot.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === command) {
            fleet.iot.certificates.clear();
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    await expect(issuing().authority.withdraw(certificateId)).resolves.toBeUndefined();
  });
});
