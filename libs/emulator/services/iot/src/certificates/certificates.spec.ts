import fc from 'fast-check';
import { errorCodeOf } from '../testing/error-code';
import type { IssuedCertificate } from '../ca/certificate-authority';
import { signingRequest } from '../testing/signing-requests';
import { allowing, derOf, openTestControlPlane } from '../testing/test-control-plane';
import type { TestControlPlane } from '../testing/test-control-plane';
import type { CertificateRecord } from './certificate-repository';
import { certificateStatuses, checkTransition } from './certificate-status';

async function issue({ iot }: TestControlPlane): Promise<IssuedCertificate> {
  return iot.issuance.fromSigningRequest(await signingRequest());
}

describe('certificates', () => {
  let cloud: TestControlPlane;
  let certificate: CertificateRecord;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    certificate = cloud.iot.certificates.add(await issue(cloud), 'ACTIVE');
  });
  afterEach(() => cloud.close());

  it('are known by what a TLS handshake shows, and only active ones may connect', () => {
    const { certificateId, certificatePem } = certificate;
    const der = derOf(certificatePem);
    expect(cloud.iot.authenticate(der)).toEqual({
      status: 'active',
      certificateId,
      certificateArn: `arn:aws:iot:us-east-1:123456789012:cert/${certificateId}`,
    });
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    expect(cloud.iot.authenticate(der)).toMatchObject({ status: 'inactive' });
    cloud.iot.certificates.updateStatus(certificateId, 'REVOKED');
    expect(cloud.iot.authenticate(der)).toMatchObject({ status: 'revoked' });
    cloud.iot.certificates.delete(certificateId);
    expect(cloud.iot.authenticate(der)).toEqual({ status: 'unknown' });
    expect(cloud.iot.authenticate(Buffer.from('garbage'))).toEqual({ status: 'unknown' });
  });

  it('tell of every change of status, once it has happened', () => {
    const { certificateId } = certificate;
    const heard: unknown[] = [];
    const stop = cloud.iot.onCertificateStatusChange((change) => {
      heard.push([change.status, cloud.iot.certificates.find(certificateId)?.status]);
    });
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    cloud.iot.certificates.delete(certificateId);
    stop();
    expect(heard).toEqual([
      ['INACTIVE', 'INACTIVE'],
      [undefined, undefined],
    ]);
  });

  it('are deleted by force over their policies, never over their things', () => {
    const { certificateId } = certificate;
    const arn = cloud.iot.arns.certificate(certificateId);
    cloud.iot.policies.create('p', allowing('iot:Connect'));
    cloud.iot.policyAttachments.attach('p', arn);
    cloud.iot.things.create('t');
    cloud.iot.thingPrincipals.attach('t', arn);
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    const remove = (force: boolean) => () => cloud.iot.certificates.delete(certificateId, force);
    expect(errorCodeOf(remove(true))).toBe('DeleteConflictException');
    cloud.iot.thingPrincipals.detach('t', arn);
    expect(errorCodeOf(remove(false))).toBe('DeleteConflictException');
    remove(true)();
    cloud.iot.policies.delete('p');
  });

  it('are listed newest first, page by page, and none twice', async () => {
    const ids = [certificate.certificateId];
    for (const hours of [1, 2, 3, 4]) {
      cloud.passHours(hours);
      ids.unshift(cloud.iot.certificates.add(await issue(cloud), 'INACTIVE').certificateId);
    }
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = cloud.iot.certificates.list({ maxResults: 2, nextToken });
      seen.push(...page.items.map(({ certificateId }) => certificateId));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(ids);
    const ascending = cloud.iot.certificates.list({}, true).items.map(({ certificateId }) => certificateId);
    expect(ascending).toEqual([...ids].reverse());
  });
});

describe('the status of a certificate', () => {
  it("never leaves REVOKED, nor takes a status that is AWS IoT's own to set", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...certificateStatuses),
        fc.oneof(fc.constantFrom(...certificateStatuses), fc.string()),
        (from, to) => {
          const settable = ['ACTIVE', 'INACTIVE', 'REVOKED'].includes(to);
          const bound = from === 'PENDING_TRANSFER' || (from === 'REVOKED' && to !== 'REVOKED');
          const check = () => checkTransition(from, to);
          if (!settable) {
            expect(errorCodeOf(check)).toBe('InvalidRequestException');
          } else if (bound) {
            expect(errorCodeOf(check)).toBe('CertificateStateException');
          } else {
            expect(check()).toBe(to);
          }
        },
      ),
    );
  });
});
