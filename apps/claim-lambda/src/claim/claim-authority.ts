import { certificateBelongsTo } from '@fleet/certificate-request';
import {
  AttachPolicyCommand,
  type CertificateDescription,
  type CertificateStatus,
  CreateCertificateFromCsrCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  DetachPolicyCommand,
  type IoTClient,
  paginateListCertificates,
  ResourceNotFoundException,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import type { StoredKey } from './claim-certificate-store';
import { IncompleteAnswerError } from './incomplete-answer';

export interface IssuedCertificate {
  certificateId: string;
  certificateArn: string;
  certificatePem: string;
}

export interface FoundCertificate extends IssuedCertificate {
  status: CertificateStatus | undefined;
}

/** By how much the clocks of S3 and AWS IoT may differ. */
const clockTolerance = 60 * 60 * 1000;

/** The part of AWS IoT that issues claim certificates and takes them back. */
export class ClaimAuthority {
  constructor(
    private readonly iot: IoTClient,
    private readonly birthPolicy: string,
  ) {}

  /** The new certificate is INACTIVE: it may not connect before its record is written. */
  async issue(csr: string): Promise<IssuedCertificate> {
    const answer = await this.iot.send(
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr, setAsActive: false }),
    );
    return whole(answer, 'CreateCertificateFromCsr');
  }

  /** The certificate as AWS IoT has it, if it has it. */
  async find(certificateId: string): Promise<FoundCertificate | undefined> {
    const found = await this.describe(certificateId);
    return found && { ...whole(found, 'DescribeCertificate'), status: found.status };
  }

  /**
   * The certificate that {@link issue} had made for a key when its answer was lost: AWS IoT makes another one each time
   * that it is asked. The newest are looked at first, and none from before the key.
   */
  async lostCertificate(key: StoredKey): Promise<IssuedCertificate | undefined> {
    const since = key.savedAt.getTime() - clockTolerance;
    const pages = paginateListCertificates({ client: this.iot, pageSize: 250 }, { ascendingOrder: false });
    for await (const { certificates = [] } of pages) {
      for (const { certificateId, status, creationDate } of certificates) {
        if (creationDate !== undefined && creationDate.getTime() < since) {
          return undefined;
        }
        const found = status === 'INACTIVE' ? await this.describe(certificateId) : undefined;
        if (found?.certificatePem !== undefined && certificateBelongsTo(key.pem, found.certificatePem)) {
          return whole(found, 'DescribeCertificate');
        }
      }
    }
    return undefined;
  }

  /** Safe to repeat. */
  async authorise(certificate: { certificateId: string; certificateArn: string }): Promise<void> {
    await this.iot.send(
      new AttachPolicyCommand({ policyName: this.birthPolicy, target: certificate.certificateArn }),
    );
    await this.iot.send(
      new UpdateCertificateCommand({ certificateId: certificate.certificateId, newStatus: 'ACTIVE' }),
    );
  }

  /** Safe to repeat, also for a certificate that is gone already. */
  async withdraw(certificateId: string): Promise<void> {
    const certificate = await this.describe(certificateId);
    if (certificate === undefined) {
      return;
    }
    if (certificate.status === 'ACTIVE') {
      await absentIfNotFound(
        this.iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })),
      );
    }
    await absentIfNotFound(
      this.iot.send(
        new DetachPolicyCommand({ policyName: this.birthPolicy, target: certificate.certificateArn }),
      ),
    );
    await absentIfNotFound(this.iot.send(new DeleteCertificateCommand({ certificateId })));
  }

  private async describe(certificateId: string | undefined): Promise<CertificateDescription | undefined> {
    const found = await absentIfNotFound(this.iot.send(new DescribeCertificateCommand({ certificateId })));
    return found?.certificateDescription;
  }
}

/** @throws IncompleteAnswerError */
function whole(
  certificate: { [Member in keyof IssuedCertificate]?: string | undefined },
  operation: string,
): IssuedCertificate {
  const { certificateId, certificateArn, certificatePem } = certificate;
  if (certificateId === undefined || certificateArn === undefined || certificatePem === undefined) {
    throw new IncompleteAnswerError(`${operation} answered without id, ARN or PEM`);
  }
  return { certificateId, certificateArn, certificatePem };
}

async function absentIfNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
