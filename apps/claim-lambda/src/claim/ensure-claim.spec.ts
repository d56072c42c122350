import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import type { ClaimIssuing, ClaimRegister } from './claim-issuing';
import { ensureClaim, type ClaimIdentity } from './ensure-claim';
import { birthPolicy, FleetInMemory } from '../testing/fleet-in-memory';
import { withdrawClaim } from './withdraw-claim';

const silent = pino({ level: 'silent' });

describe('the claim of a model', () => {
  let fleet: FleetInMemory;
  let issuing: ClaimIssuing;

  beforeEach(() => {
    fleet = new FleetInMemory();
    issuing = { ...fleet.parts(), log: silent };
  });

  const keys = modelObjectKeys('model-1');
  const slot = { model: 'model-1', slot: 1 };
  /** The claim, which is in force. */
  const ensure = async (model = 'model-1', parts = issuing): Promise<ClaimIdentity> => {
    const claim = await ensureClaim({ model, slot: 1, generation: 1 }, parts);
    assert(claim.inForce, 'The claim is in force');
    return claim.identity;
  };
  const activeCertificates = () =>
    [...fleet.iot.certificates.values()].filter(({ status }) => status === 'ACTIVE');

  it('is a certificate of its own key, recorded, attached and active', async () => {
    const claim = await ensure();
    expect(activeCertificates()).toEqual([
      expect.objectContaining({ certificatePem: claim.certificate, policies: new Set([birthPolicy]) }),
    ]);
    expect([...fleet.claims.values()]).toEqual([
      expect.objectContaining({ model: 'model-1', generation: 1, issuedAt: fleet.at.toISOString() }),
    ]);
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
    await ensure('model-1', { ...issuing, register: watched });
    expect(activeBefore).toEqual([0]);
    expect(activeCertificates()).toHaveLength(1);
  });

  it('says in its certificate whose claim it is', async () => {
    const { certificate } = await ensure();
    expect(new X509Certificate(certificate).subject).toBe('CN=model-1 claim');
  });

  it('keeps both certificates when two calls at a time have stored one half each: devices may have either', async () => {
    const first = await ensure();
    const other = await fleet.iot.issue(
      createCertificateRequest(first.privateKey, 'model-1 claim'),
      'ACTIVE',
    );
    const { certificateId, certificateArn } = other;
    const record = { certificateId, certificateArn, issuedAt: fleet.at.toISOString() };
    fleet.bucket.put(keys.claimRecord, JSON.stringify(record));
    const claim = await ensure();
    expect(claim).toEqual({ privateKey: first.privateKey, certificate: other.certificatePem });
    expect(activeCertificates()).toHaveLength(2);
    expect(await ensure()).toEqual(claim);
    expect([...fleet.claims.keys()].sort()).toEqual([...fleet.iot.certificates.keys()].sort());
    await withdrawClaim(slot, await issuing.store.claim(slot), issuing);
    expect([fleet.iot.certificates.size, fleet.claims.size, fleet.bucket.objects.size]).toEqual([0, 0, 0]);
  });

  it('stays the same, however often the stack is deployed', async () => {
    const first = await ensure();
    await expect(ensure()).resolves.toEqual(first);
    expect(fleet.iot.certificates.size).toBe(1);
  });

  it('is the same for both of two calls at a time, or for all later ones, whichever comes first to each step', async () => {
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
    const first = ensure();
    const second = ensure('model-1', later);
    const claims = await Promise.all([first, second]);
    expect(activeCertificates()).toHaveLength(2);
    const claim = await ensure();
    expect(claims).toContainEqual(claim);
    expect(await ensure()).toEqual(claim);
    expect(activeCertificates()).toHaveLength(2);
    expect([...fleet.claims.keys()].sort()).toEqual([...fleet.iot.certificates.keys()].sort());
  });

  it('is recorded in the bucket, with the day, beside what devices are given', async () => {
    const claim = await ensure();
    const [{ certificateId, certificateArn } = {}] = activeCertificates();
    expect(fleet.bucket.text(keys.claimPrivateKey)).toBe(claim.privateKey);
    expect(fleet.bucket.text(keys.claimCertificate)).toBe(claim.certificate);
    expect(JSON.parse(fleet.bucket.text(keys.claimRecord) ?? '')).toEqual({
      certificateId,
      certificateArn,
      issuedAt: '2026-01-02T03:04:05.000Z',
      generation: 1,
    });
    expect(Object.fromEntries(fleet.bucket.contentTypes)).toEqual({
      [keys.claimPrivateKey]: 'application/x-pem-file',
      [keys.claimCertificate]: 'application/x-pem-file',
      [keys.claimRecord]: 'application/json',
    });
  });

  it.each(['', 'no JSON', '{}', '{"certificateId":"1"}'])(
    'stays the same, and is recorded again, when its record reads %j',
    async (record) => {
      const first = await ensure();
      const recorded = fleet.bucket.text(keys.claimRecord);
      fleet.bucket.put(keys.claimRecord, record);
      expect(await ensure()).toEqual(first);
      expect(fleet.bucket.text(keys.claimRecord)).toBe(recorded);
      expect(fleet.iot.certificates.size).toBe(1);
    },
  );

  it.each([keys.claimRecord, keys.claimCertificate])(
    'stays the same, and is stored again, when somebody has deleted %s',
    async (key) => {
      const first = await ensure();
      const stored = fleet.bucket.text(key);
      fleet.bucket.objects.delete(key);
      expect(await ensure()).toEqual(first);
      expect(fleet.bucket.text(key)).toBe(stored);
      expect(fleet.iot.certificates.size).toBe(1);
    },
  );

  it('is left alone while it is being revoked: its record says so before AWS IoT does', async () => {
    await ensure();
    const [[certificateId, claim] = []] = fleet.claims;
    assert(certificateId !== undefined && claim !== undefined, 'The claim is on record');
    const revoked = { ...claim, revokedAt: fleet.at.toISOString() };
    fleet.claims.set(certificateId, revoked);
    expect(await ensureClaim({ ...slot, generation: 1 }, issuing)).toMatchObject({
      inForce: false,
      why: 'revoked',
    });
    expect(fleet.claims.get(certificateId)).toEqual(revoked);
  });

  it('is that of another model no more than of another fleet', async () => {
    const one = await ensure();
    const other = await ensure('model-10');
    fleet.bucket.objects.delete(keys.claimCertificate);
    await ensure();
    await expect(ensure('model-10')).resolves.toEqual(other);
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
      await expect(ensure()).resolves.toEqual({
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
      expect((await ensure()).certificate).toBe(lost.certificatePem);
    });

    it('is a new certificate for the key, when none was issued to it', async () => {
      await fleet.iot.issue(createCertificateRequest(generateIdentityKey(), 'device'));
      const claim = await ensure();
      expect(claim.privateKey).toBe(key);
      expect(activeCertificates().map(({ certificatePem }) => certificatePem)).toEqual([claim.certificate]);
    });

    it('leaves the key as it is, whose date says since when a certificate may be its own', async () => {
      const saved = jest.spyOn(issuing.store, 'savePrivateKey');
      await ensure();
      expect(saved).not.toHaveBeenCalled();
    });

    it('is never a certificate that somebody has revoked', async () => {
      const revoked = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      revoked.status = 'REVOKED';
      expect((await ensure()).certificate).not.toBe(revoked.certificatePem);
    });

    it.each([
      ['an hour, as clocks differ', hour, true],
      ['more, as it cannot be of the key', hour + 1000, false],
    ])('is sought among certificates that are older than the key by %s', async (_, older, isFound) => {
      fleet.at = new Date(fleet.at.getTime() - older);
      const old = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'));
      const { certificate } = await ensure();
      expect(certificate === old.certificatePem).toBe(isFound);
    });
  });

  describe('of which an attempt has left key and certificate, and no record', () => {
    const key = generateIdentityKey();

    it.each(['INACTIVE', 'ACTIVE'])(
      'is brought into force, and recorded: the certificate is %s',
      async (status) => {
        fleet.bucket.put(keys.claimPrivateKey, key);
        const left = await fleet.iot.issue(createCertificateRequest(key, 'model-1 claim'), status);
        fleet.bucket.put(keys.claimCertificate, left.certificatePem);
        expect(await ensure()).toEqual({ privateKey: key, certificate: left.certificatePem });
        expect(activeCertificates()).toEqual([
          expect.objectContaining({ certificateId: left.certificateId, policies: new Set([birthPolicy]) }),
        ]);
        expect(fleet.bucket.text(keys.claimRecord)).toContain(left.certificateId);
      },
    );

    it('is issued to that key where the certificate belongs to another, which is taken back with it one day', async () => {
      fleet.bucket.put(keys.claimPrivateKey, key);
      const request = createCertificateRequest(generateIdentityKey(), 'model-1 claim');
      const left = await fleet.iot.issue(request);
      fleet.bucket.put(keys.claimCertificate, left.certificatePem);
      expect(await ensure()).toMatchObject({ privateKey: key });
      expect(fleet.iot.certificates.size).toBe(2);
      await withdrawClaim(slot, await issuing.store.claim(slot), issuing);
      expect(fleet.iot.certificates.size).toBe(0);
    });
  });
});
