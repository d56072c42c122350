import { InvalidRequestException } from '../errors';
import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { markedPage } from '../iot-handlers';
import type { CertificateRecord } from './certificate-repository';

/** Certificates: issue, register, describe, list, change, delete. */
export function certificateHandlers(iot: ControlPlane) {
  return { ...issuingHandlers(iot), ...registeredHandlers(iot) } satisfies IotHandlers;
}

function issuingHandlers({ arns, certificates, issuance }: ControlPlane) {
  return {
    CreateCertificateFromCsr: async ({ certificateSigningRequest, setAsActive = false }) => {
      const issued = await issuance.fromSigningRequest(certificateSigningRequest);
      const { certificateId, certificatePem } = certificates.add(issued, setAsActive ? 'ACTIVE' : 'INACTIVE');
      return { certificateArn: arns.certificate(certificateId), certificateId, certificatePem };
    },

    CreateKeysAndCertificate: async ({ setAsActive = false }) => {
      const issued = await issuance.withKeys();
      const { certificateId, certificatePem } = certificates.add(issued, setAsActive ? 'ACTIVE' : 'INACTIVE');
      return {
        certificateArn: arns.certificate(certificateId),
        certificateId,
        certificatePem,
        keyPair: { PublicKey: issued.publicKeyPem, PrivateKey: issued.privateKeyPem },
      };
    },

    RegisterCertificateWithoutCA: ({ certificatePem, status = 'INACTIVE' }) => {
      const { certificateId } = certificates.register(certificatePem, status);
      return { certificateArn: arns.certificate(certificateId), certificateId };
    },
  } satisfies IotHandlers;
}

function registeredHandlers({ arns, certificates }: ControlPlane) {
  return {
    DescribeCertificate: ({ certificateId }) => {
      const certificate = certificates.describe(checkCertificateId(certificateId));
      return {
        certificateDescription: {
          ...summary(certificate),
          certificateArn: arns.certificate(certificate.certificateId),
          certificatePem: certificate.certificatePem,
          ownedBy: arns.accountId,
          lastModifiedDate: certificate.modifiedAt,
          customerVersion: certificate.customerVersion,
          validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
        },
      };
    },

    ListCertificates: (input) => {
      const found = certificates.list(markedPage(input), input.ascendingOrder);
      return {
        certificates: found.items.map((certificate) => ({
          ...summary(certificate),
          certificateArn: arns.certificate(certificate.certificateId),
        })),
        nextMarker: found.nextToken,
      };
    },

    UpdateCertificate: ({ certificateId, newStatus }) => {
      certificates.updateStatus(checkCertificateId(certificateId), newStatus);
      return {};
    },

    DeleteCertificate: ({ certificateId, forceDelete }) => {
      certificates.delete(checkCertificateId(certificateId), forceDelete);
      return {};
    },
  } satisfies IotHandlers;
}

function summary({ certificateId, status, certificateMode, createdAt }: CertificateRecord) {
  return { certificateId, status, certificateMode, creationDate: createdAt };
}

function checkCertificateId(certificateId: string | undefined): string {
  if (certificateId !== undefined && /^(0x)?[a-fA-F0-9]{64}$/.test(certificateId)) {
    return certificateId.replace(/^0x/, '').toLowerCase();
  }
  throw new InvalidRequestException('A certificate id has 64 hexadecimal digits');
}
