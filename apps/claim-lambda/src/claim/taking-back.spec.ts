import { pino } from 'pino';
import { ensureClaim } from './ensure-claim';
import { withdrawClaim } from './withdraw-claim';
import { FleetInMemory } from '../testing/fleet-in-memory';

describe('taking a claim back', () => {
  let fleet: FleetInMemory;
  const issuing = () => ({ ...fleet.parts(), log: pino({ level: 'silent' }) });

  beforeEach(() => {
    fleet = new FleetInMemory();
  });

  it('knows the models by the folders that have something in them, not by those that are marked out', async () => {
    await ensureClaim('sensor', issuing());
    fleet.bucket.put('models/', '');
    fleet.bucket.put('models/gateway/claim/private.pem.key', 'a key');
    fleet.bucket.put('other/model/file', 'not of the fleet');
    expect((await issuing().store.models()).sort()).toEqual(['gateway', 'sensor']);
  });

  it.each(['ACTIVE', 'INACTIVE', 'REVOKED'])('leaves nothing of one that is %s', async (status) => {
    await ensureClaim('sensor', issuing());
    for (const certificate of fleet.iot.certificates.values()) {
      certificate.status = status;
    }
    await withdrawClaim('sensor', await issuing().store.claim('sensor'), issuing());
    expect([fleet.iot.certificates.size, fleet.bucket.objects.size, fleet.claims.size]).toEqual([0, 0, 0]);
  });

  it('is done already where somebody has deleted the certificate', async () => {
    await ensureClaim('sensor', issuing());
    const [certificateId = ''] = fleet.iot.certificates.keys();
    fleet.iot.certificates.clear();
    await expect(issuing().authority.withdraw(certificateId)).resolves.toBeUndefined();
  });

  it.each([
    ['before it is made inactive', 'UpdateCertificateCommand'],
    ['before its policy is detached', 'DetachPolicyCommand'],
    ['before it is deleted', 'DeleteCertificateCommand'],
  ])('ends well where somebody deletes the certificate %s', async (_, command) => {
    await ensureClaim('sensor', issuing());
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
