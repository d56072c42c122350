import {
  AttachPolicyCommand,
  type CertificateStatus,
  CreateCertificateFromCsrCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  DetachPolicyCommand,
  type IoTClient,
  ResourceNotFoundException,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';

export interface IssuedCertificate {
  certificateId: string;
  certificateArn: string;
  certificatePem: string;
}

/** AWS IoT answered without what it promises to answer. */
export class IncompleteAnswerError extends Error {
  override readonly name = 'IncompleteAnswerError';
}

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
    const { certificateId, certificateArn, certificatePem } = answer;
    if (certificateId === undefined || certificateArn === undefined || certificatePem === undefined) {
      throw new IncompleteAnswerError('CreateCertificateFromCsr answered without id, ARN or PEM');
    }
    return { certificateId, certificateArn, certificatePem };
  }

  async status(certificateId: string): Promise<CertificateStatus | undefined> {
    const found = await absentIfNotFound(this.iot.send(new DescribeCertificateCommand({ certificateId })));
    return found?.certificateDescription?.status;
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
  async withdraw(certificate: { certificateId: string; certificateArn: string }): Promise<void> {
    const { certificateId, certificateArn } = certificate;
    const status = await this.status(certificateId);
    if (status === undefined) {
      return;
    }
    if (status === 'ACTIVE') {
      await absentIfNotFound(
        this.iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })),
      );
    }
    await absentIfNotFound(
      this.iot.send(new DetachPolicyCommand({ policyName: this.birthPolicy, target: certificateArn })),
    );
    await absentIfNotFound(this.iot.send(new DeleteCertificateCommand({ certificateId })));
  }
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
