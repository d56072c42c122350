import { X509Certificate } from 'node:crypto';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import type { ClaimIssuing, ClaimRegister } from './claim-issuing';
import { ensureClaim } from './ensure-claim';
import { birthPolicy, FleetInMemory } from '../testing/fleet-in-memory';

const silent = pino({ level: 'silent' });

describe('the claim of a model', () => {
  let fleet: FleetInMemory;
  let issuing: ClaimIssuing;

  beforeEach(() => {
    fleet = new FleetInMemory();
    issuing = { ...fleet.parts(), log: silent };
  });

  const keys = modelObjectKeys('model-1');
  const activeCertificates = () =>
    [...fleet.iot.certificates.values()].filter(({ status }) => status === 'ACTIVE');

  it('is a certificate of its own key, recorded, attached and active', async () => {
    const claim = await ensureClaim('model-1', issuing);
    expect(activeCertificates()).toEqual([
      expect.objectContaining({ certificatePem: claim.certificate, policies: new Set([birthPolicy]) }),
    ]);
    expect([...fleet.claims.values()]).toEqual(['model-1']);
  });

  it('may connect only once the hook knows it: it is recorded first, and active then', async () => {
    const activeBefore: number[] = [];
    const { register } = issuing;
    const watched: ClaimRegister = {
      ...register,
      recordClaim: (...claim) => {
        activeBefore.push(activeCertificates().length);
        return register.recordClaim(...claim);
      },
    };
    await ensureClaim('model-1', { ...issuing, register: watched });
    expect(activeBefore).toEqual([0]);
    expect(activeCertificates()).toHaveLength(1);
  });

  it('says in its certificate whose claim it is', async () => {
    const { certificate } = await ensureClaim('model-1', issuing);
    expect(new X509Certificate(certificate).subject).toBe('CN=model-1 claim');
  });

  it('is replaced, and all of it taken back, when two calls at a time have stored one half each', async () => {
    const { privateKey } = await ensureClaim('model-1', issuing);
    const other = await fleet.iot.issue(createCertificateRequest(privateKey, 'model-1 claim'), 'ACTIVE');
    const { certificateId, certificateArn } = other;
    const record = { certificateId, certificateArn, issuedAt: fleet.at.toISOString() };
    fleet.bucket.put(keys.claimRecord, JSON.stringify(record));
    const claim = await ensureClaim('model-1', issuing);
    expect(claim.privateKey).not.toBe(privateKey);
    expect([...fleet.iot.certificates.values()]).toEqual([
      expect.objectContaining({ certificatePem: claim.certificate, status: 'ACTIVE' }),
    ]);
  });

  it('stays the same, however often the stack is deployed', async () => {
    const first = await ensureClaim('model-1', issuing);
    await expect(ensureClaim('model-1', issuing)).resolves.toEqual(first);
    expect(fleet.iot.certificates.size).toBe(1);
  });

  it.each(['INACTIVE', 'REVOKED'] as const)(
    'is replaced with a new key when its certificate is %s',
    async (status) => {
      const first = await ensureClaim('model-1', issuing);
      for (const certificate of fleet.iot.certificates.values()) {
        certificate.status = status;
      }
      const second = await ensureClaim('model-1', issuing);
      expect(second.privateKey).not.toBe(first.privateKey);
      expect(activeCertificates()).toHaveLength(1);
      expect(fleet.iot.certificates.size).toBe(1);
      expect(fleet.claims.size).toBe(1);
    },
  );

  it('is replaced when somebody has deleted its certificate', async () => {
    const first = await ensureClaim('model-1', issuing);
    fleet.iot.certificates.clear();
    expect((await ensureClaim('model-1', issuing)).certificate).not.toBe(first.certificate);
    expect(activeCertificates()).toHaveLength(1);
  });

  it('is replaced when key and certificate do not belong together', async () => {
    await ensureClaim('model-1', issuing);
    fleet.bucket.put(keys.claimPrivateKey, 'not the key');
    const { certificate } = await ensureClaim('model-1', issuing);
    expect(activeCertificates()).toEqual([expect.objectContaining({ certificatePem: certificate })]);
  });

  it('is one certificate again after two calls at a time, of which one stored its own and the other its record', async () => {
    fleet.bucket.put(keys.claimPrivateKey, generateIdentityKey());
    const later: ClaimIssuing = { ...fleet.parts(), log: silent };
    const [saveRecord, saveCertificate] = [
      issuing.store.saveRecord.bind(issuing.store),
      later.store.saveCertificate.bind(later.store),
    ];
    const isStored = new Promise<void>((resolve) => {
      jest.spyOn(issuing.store, 'saveRecord').mockImplementationOnce(async (...record) => {
        resolve();
        await second;
        await saveRecord(...record);
      });
    });
    jest.spyOn(later.store, 'saveCertificate').mockImplementationOnce(async (...certificate) => {
      await isStored;
      await saveCertificate(...certificate);
    });
    const first = ensureClaim('model-1', issuing);
    const second = ensureClaim('model-1', later);
    const claims = await Promise.all([first, second]);
    expect(activeCertificates()).toHaveLength(2);
    const claim = await ensureClaim('model-1', issuing);
    expect(claims.map(({ privateKey }) => privateKey)).not.toContain(claim.privateKey);
    expect([...fleet.iot.certificates.values()]).toEqual([
      expect.objectContaining({ certificatePem: claim.certificate, status: 'ACTIVE' }),
    ]);
    expect([...fleet.claims.keys()]).toEqual([...fleet.iot.certificates.keys()]);
  });

  it('is recorded in the bucket, with the day, beside what devices are given', async () => {
    const claim = await ensureClaim('model-1', issuing);
    const [{ certificateId, certificateArn } = {}] = activeCertificates();
    expect(fleet.bucket.text(keys.claimPrivateKey)).toBe(claim.privateKey);
    expect(fleet.bucket.text(keys.claimCertificate)).toBe(claim.certificate);
    expect(JSON.parse(fleet.bucket.text(keys.claimRecord) ?? '')).toEqual({
      certificateId,
      certificateArn,
      issuedAt: '2026-01-02T03:04:05.000Z',
    });
    expect(Object.fromEntries(fleet.bucket.contentTypes)).toEqual({
      [keys.claimPrivateKey]: 'application/x-pem-file',
      [keys.claimCertificate]: 'application/x-pem-file',
      [keys.claimRecord]: 'application/json',
    });
  });

  it.each(['', 'no JSON', '{}', '{"certificateId":"1"}'])(
    'is replaced, and its certificate taken back, when its record reads %j',
    async (record) => {
      const first = await ensureClaim('model-1', issuing);
      fleet.bucket.put(keys.claimRecord, record);
      const second = await ensureClaim('model-1', issuing);
      expect(second.privateKey).not.toBe(first.privateKey);
      expect([...fleet.iot.certificates.values()]).toEqual([
        expect.objectContaining({ certificatePem: second.certificate, status: 'ACTIVE' }),
      ]);
      expect([...fleet.claims.keys()]).toEqual([...fleet.iot.certificates.keys()]);
    },
  );

  it.each([keys.claimPrivateKey, keys.claimCertificate])(
    'is replaced, and its certificate taken back, when somebody has deleted %s',
    async (key) => {
      const first = await ensureClaim('model-1', issuing);
      fleet.bucket.objects.delete(key);
      const second = await ensureClaim('model-1', issuing);
      expect(second.privateKey).not.toBe(first.privateKey);
      expect([...fleet.iot.certificates.values()]).toEqual([
        expect.objectContaining({ certificatePem: second.certificate, status: 'ACTIVE' }),
      ]);
    },
  );

  it('is that of another model no more than of another fleet', async () => {
    const one = await ensureClaim('model-1', issuing);
    const other = await ensureClaim('model-10', issuing);
    fleet.bucket.objects.delete(keys.claimCertificate);
    await ensureClaim('model-1', issuing);
    await expect(ensureClaim('model-10', issuing)).resolves.toEqual(other);
    expect(other.privateKey).not.toBe(one.privateKey);
  });

  describe('of which an attempt has left the key alone', () => {
    const key = generateIdentityKey();
    const hour = 60 * 60 * 1000;

    beforeEach(() => fleet.bucket.put(keys.claimPrivateKey, key));

    it('is the certificate that was issued to it, however many devices have got theirs since', async () => {
      const lost = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      for (let device = 0; device < 3; device += 1) {
        await fleet.iot.issue(createCertificateRequest(generateIdentityKey(), 'device'));
      }
      await expect(ensureClaim('model-1', issuing)).resolves.toEqual({
        privateKey: key,
        certificate: lost.certificatePem,
      });
      expect(activeCertificates().map(({ certificateId }) => certificateId)).toEqual([lost.certificateId]);
    });

    it('is found before the certificates that are older than the key', async () => {
      const { at } = fleet;
      fleet.at = new Date(at.getTime() - 2 * hour);
      await fleet.iot.issue(createCertificateRequest(generateIdentityKey(), 'device'));
      fleet.at = at;
      const lost = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      expect((await ensureClaim('model-1', issuing)).certificate).toBe(lost.certificatePem);
    });

    it('is a new certificate for the key, when none was issued to it', async () => {
      await fleet.iot.issue(createCertificateRequest(generateIdentityKey(), 'device'));
      const claim = await ensureClaim('model-1', issuing);
      expect(claim.privateKey).toBe(key);
      expect(activeCertificates().map(({ certificatePem }) => certificatePem)).toEqual([claim.certificate]);
    });

    it('leaves the key as it is, whose date says since when a certificate may be its own', async () => {
      const saved = jest.spyOn(issuing.store, 'savePrivateKey');
      await ensureClaim('model-1', issuing);
      expect(saved).not.toHaveBeenCalled();
    });

    it('is never a certificate that somebody has revoked', async () => {
      const revoked = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      revoked.status = 'REVOKED';
      expect((await ensureClaim('model-1', issuing)).certificate).not.toBe(revoked.certificatePem);
    });

    it.each([
      ['an hour, as clocks differ', hour, true],
      ['more, as it cannot be of the key', hour + 1000, false],
    ])('is sought among certificates that are older than the key by %s', async (_, older, isFound) => {
      fleet.at = new Date(fleet.at.getTime() - older);
      const old = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      const { certificate } = await ensureClaim('model-1', issuing);
      expect(certificate === old.certificatePem).toBe(isFound);
    });
  });
});
