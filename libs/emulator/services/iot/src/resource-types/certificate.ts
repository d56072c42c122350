import assert from 'node:assert/strict';
import type { IoT } from '@aws-sdk/client-iot';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { afterCreating, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const status = z.enum(['ACTIVE', 'INACTIVE', 'REVOKED', 'PENDING_TRANSFER', 'PENDING_ACTIVATION']);
const mode = z.enum(['DEFAULT', 'SNI_ONLY']);

/** Certificates of an own certificate authority (`CACertificatePem`) are refused by that name. */
const schema = z
  .strictObject({
    CertificateSigningRequest: z.string().optional(),
    CertificatePem: z.string().optional(),
    CertificateMode: mode.default('DEFAULT'),
    Status: status,
  })
  .refine(
    ({ CertificateMode: chosen, CertificateSigningRequest: request, CertificatePem: pem }) =>
      chosen === 'SNI_ONLY'
        ? pem !== undefined && request === undefined
        : request !== undefined && pem === undefined,
    'Invalid certificate resource configuration: it needs either a CertificateSigningRequest, ' +
      'or a CertificatePem with the CertificateMode SNI_ONLY',
  );
type Properties = z.infer<typeof schema>;

/**
 * AWS::IoT::Certificate. Documented: aws-cloudformation/aws-cloudformation-resource-providers-iot, aws-iot-certificate.
 * A certificate is made inactive before it is deleted, and not detached.
 */
export function iotCertificate(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  return {
    typeName: 'AWS::IoT::Certificate',
    replaceOn: ['CertificateSigningRequest', 'CertificatePem', 'CertificateMode'],
    schema,
    create: async (properties) => {
      const iot = await clients.iot();
      const { certificateId, certificateArn } = await made(iot, properties);
      assert(certificateId !== undefined, 'AWS IoT answers with the certificate that it made');
      if (properties.CertificateMode === 'DEFAULT') {
        await afterCreating(certificateId, () =>
          iot.updateCertificate({ certificateId, newStatus: properties.Status }),
        );
      }
      return { physicalId: certificateId, attributes: { Arn: certificateArn, Id: certificateId } };
    },
    update: async ({ Status: newStatus }, previous, certificateId) => {
      if (newStatus !== previous.properties.Status) {
        await (await clients.iot()).updateCertificate({ certificateId, newStatus });
      }
      return { physicalId: certificateId, attributes: previous.attributes };
    },
    delete: async (certificateId, { Status: before }) => {
      const iot = await clients.iot();
      const deletion = async (): Promise<void> => {
        if (before === 'ACTIVE') {
          await iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
        }
        await iot.deleteCertificate({ certificateId });
      };
      await unlessGone(deletion());
    },
  };
}

function made(
  iot: IoT,
  { CertificateSigningRequest: certificateSigningRequest, CertificatePem, Status }: Properties,
) {
  return certificateSigningRequest === undefined
    ? iot.registerCertificateWithoutCA({ certificatePem: CertificatePem, status: Status })
    : iot.createCertificateFromCsr({ certificateSigningRequest });
}
