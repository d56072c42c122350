import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { ensureClaim, type ClaimIssuing } from './ensure-claim';
import { FleetInMemory } from '../testing/fleet-in-memory';

const silent = pino({ level: 'silent' });

describe('the claim of a model', () => {
  let fleet: FleetInMemory;
  let issuing: ClaimIssuing;

  beforeEach(() => {
    fleet = new FleetInMemory();
    issuing = { ...fleet.parts(), now: () => new Date('2026-01-02T03:04:05Z'), log: silent };
  });

  const activeCertificates = () =>
    [...fleet.certificates.values()].filter(({ status }) => status === 'ACTIVE');

  it('is a certificate of its own key, recorded, attached and active', async () => {
    const claim = await ensureClaim('model-1', issuing);
    expect(activeCertificates()).toEqual([
      expect.objectContaining({ certificatePem: claim.certificate, policyAttached: true }),
    ]);
    expect([...fleet.claims.values()]).toEqual(['model-1']);
  });

  it('stays the same, however often the stack is deployed', async () => {
    const first = await ensureClaim('model-1', issuing);
    await expect(ensureClaim('model-1', issuing)).resolves.toEqual(first);
    expect(fleet.certificates.size).toBe(1);
  });

  it.each(['INACTIVE', 'REVOKED'] as const)(
    'is replaced with a new key when its certificate is %s',
    async (status) => {
      const first = await ensureClaim('model-1', issuing);
      for (const certificate of fleet.certificates.values()) {
        certificate.status = status;
      }
      const second = await ensureClaim('model-1', issuing);
      expect(second.privateKey).not.toBe(first.privateKey);
      expect(activeCertificates()).toHaveLength(1);
      expect(fleet.certificates.size).toBe(1);
      expect(fleet.claims.size).toBe(1);
    },
  );

  it('is replaced when somebody has deleted its certificate', async () => {
    const first = await ensureClaim('model-1', issuing);
    fleet.certificates.clear();
    expect((await ensureClaim('model-1', issuing)).certificate).not.toBe(first.certificate);
    expect(activeCertificates()).toHaveLength(1);
  });

  it('is replaced when key and certificate do not belong together', async () => {
    await ensureClaim('model-1', issuing);
    fleet.objects.set('model-1/key', 'not the key');
    const { certificate } = await ensureClaim('model-1', issuing);
    expect(activeCertificates()).toEqual([expect.objectContaining({ certificatePem: certificate })]);
  });

  it('comes whole out of an attempt that is interrupted at any call, and leaves one active certificate', async () => {
    for (let call = 1; ; call += 1) {
      fleet = new FleetInMemory();
      fleet.failAtCall = call;
      issuing = { ...fleet.parts(), now: () => new Date(0), log: silent };
      const interrupted = await ensureClaim('model-1', issuing).then(
        () => false,
        () => true,
      );
      fleet.failAtCall = undefined;
      const claim = await ensureClaim('model-1', issuing);
      const [active, ...more] = activeCertificates();
      expect(more).toEqual([]);
      expect(active).toMatchObject({ certificatePem: claim.certificate, policyAttached: true });
      expect([...fleet.claims.keys()]).toEqual([active?.certificateId]);
      if (!interrupted) {
        // Reading thrice, storing the key, issuing, storing twice, recording, authorising.
        expect(call).toBeGreaterThan(8);
        return;
      }
    }
  });

  it('has a certificate id that is the hash of its certificate, as AWS IoT has it', async () => {
    const claim = await ensureClaim('model-1', issuing);
    const der = Buffer.from(claim.certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    expect([...fleet.claims.keys()]).toEqual([createHash('sha256').update(der).digest('hex')]);
  });
});
