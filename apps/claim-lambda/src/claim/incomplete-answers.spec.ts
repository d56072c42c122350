import { IoTClient } from '@aws-sdk/client-iot';
import { S3Client } from '@aws-sdk/client-s3';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { HttpResponse } from '@smithy/core/protocols';
import { Readable } from 'node:stream';
import { ClaimAuthority } from './claim-authority';
import { ClaimCertificateStore } from './claim-certificate-store';
import { IncompleteAnswerError } from './incomplete-answer';
import { FleetInMemory } from '../testing/fleet-in-memory';

const access = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const whole = { certificateId: 'id', certificateArn: 'arn', certificatePem: 'pem' };

/** AWS IoT, and S3, that give one answer to whatever they are asked. */
function authorityThatAnswers(body: object): ClaimAuthority {
  const response = () =>
    new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });
  const requestHandler = { handle: () => Promise.resolve({ response: response() }) };
  return new ClaimAuthority(new IoTClient({ ...access, requestHandler }), 'policy');
}

function storeThatAnswers(headers: Record<string, string>): ClaimCertificateStore {
  const response = () => new HttpResponse({ statusCode: 200, headers, body: Readable.from(['text']) });
  const requestHandler = { handle: () => Promise.resolve({ response: response() }) };
  return new ClaimCertificateStore(new S3Client({ ...access, requestHandler }), 'bucket');
}

const place = { model: 'sensor', slot: 1 };

describe('an answer of AWS that has not all that it promises', () => {
  it('is none of these', async () => {
    expect(await authorityThatAnswers(whole).issue('csr')).toEqual(whole);
    const savedAt = new Date('2026-01-02T03:04:05.000Z');
    expect(await storeThatAnswers({ 'last-modified': savedAt.toUTCString() }).claim(place)).toEqual({
      key: { pem: 'text', savedAt },
      certificate: 'text',
      record: 'unreadable',
    });
  });

  it.each(['certificateId', 'certificateArn', 'certificatePem'])(
    'is refused when a new certificate comes without its %s',
    async (member) => {
      const issued = authorityThatAnswers({ ...whole, [member]: undefined }).issue('csr');
      await expect(issued).rejects.toThrow(
        new IncompleteAnswerError('CreateCertificateFromCsr answered without id, ARN or PEM'),
      );
    },
  );

  it('is refused when an object comes without its date', async () => {
    await expect(storeThatAnswers({}).claim(place)).rejects.toThrow(IncompleteAnswerError);
    await expect(storeThatAnswers({}).claim(place)).rejects.toThrow(
      /^s3:\/\/bucket\/models\/sensor\/claim\/.+ came without its body or its date$/,
    );
  });

  it('is none of a certificate that is sought when AWS IoT has no list of any', async () => {
    const key = { pem: generateIdentityKey(), savedAt: new Date(0) };
    expect(await authorityThatAnswers({}).lostCertificate(key)).toBeUndefined();
  });

  it('is none of a certificate that is sought when no certificate has a date', async () => {
    const key = { pem: generateIdentityKey(), savedAt: new Date(0) };
    const certificates = [{ certificateId: 'id', status: 'ACTIVE' }];
    expect(await authorityThatAnswers({ certificates }).lostCertificate(key)).toBeUndefined();
  });

  it('is refused when the certificate that was sought comes without its ARN', async () => {
    const fleet = new FleetInMemory();
    const pem = generateIdentityKey();
    const { certificatePem } = await fleet.iot.issue(createCertificateRequest(pem, 'sensor claim'));
    const sought = authorityThatAnswers({
      certificates: [{ certificateId: 'id', status: 'INACTIVE' }],
      certificateDescription: { certificateId: 'id', certificatePem },
    }).lostCertificate({ pem, savedAt: new Date(0) });
    await expect(sought).rejects.toThrow(
      new IncompleteAnswerError('DescribeCertificate answered without id, ARN or PEM'),
    );
  });
});
