import { X509Certificate } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import { deviceReaders } from '../consistency/changes-in-flight';
import type { ChangesInFlight } from '../consistency/changes-in-flight';
import type { IssuedCertificate } from '../ca/certificate-authority';
import { certificateIdOf, describeCertificate } from '../ca/certificate-authority';
import {
  CertificateStateException,
  CertificateValidationException,
  DeleteConflictException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import type { AttachmentChanges } from '../policies/attachment-changes';
import type { PolicyAttachmentRepository } from '../policies/policy-attachment-repository';
import type { LingeringAttachments } from '../registry/lingering-attachments';
import type { ThingPrincipalRepository } from '../registry/thing-principal-repository';
import type { Authentication } from './authentication';
import type { CertificateRecord, CertificateRepository } from './certificate-repository';
import { certificateKey } from './certificate-repository';
import type { CertificateStatus, CertificateStatusChange } from './certificate-status';
import { checkTransition } from './certificate-status';

const longestPem = 65_536;

export interface CertificatesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: CertificateRepository;
  readonly principals: ThingPrincipalRepository;
  readonly policyAttachments: PolicyAttachmentRepository;
  readonly attachmentChanges: AttachmentChanges;
  readonly changes: ChangesInFlight;
  readonly lingering: LingeringAttachments;
}

/** The device certificates of the account: registration, status, deletion, and who a connection's certificate is. */
export class Certificates {
  /** Notified after a status has changed and after a certificate was deleted. */
  readonly statusChanges = new Listeners<CertificateStatusChange>();

  constructor(private readonly parts: CertificatesParts) {}

  /** Puts an issued certificate on record. */
  add(
    issued: IssuedCertificate,
    status: CertificateStatus,
    mode: 'DEFAULT' | 'SNI_ONLY' = 'DEFAULT',
  ): CertificateRecord {
    const { certificateId, certificatePem, notBefore, notAfter } = issued;
    const now = this.parts.clock.now();
    const record: CertificateRecord = {
      certificateId,
      certificatePem,
      notBefore,
      notAfter,
      status,
      certificateMode: mode,
      createdAt: now,
      modifiedAt: now,
      customerVersion: 1,
    };
    this.parts.repository.insert(record);
    return record;
  }

  /**
   * RegisterCertificateWithoutCA.
   * @throws CertificateStateException for a status that a certificate cannot begin with
   * @throws CertificateValidationException when it cannot be read
   * @throws CertificateStateException for a status that it cannot have
   * @throws ResourceAlreadyExistsException when it is on record
   */
  register(certificatePem: string, status: string): CertificateRecord {
    if (status !== 'ACTIVE' && status !== 'INACTIVE') {
      // Measured for PENDING_ACTIVATION: ministackorg/ministack#1755. Guessed: the same for every other status.
      throw new CertificateStateException(`Not allowed to register certificate with ${status} status`);
    }
    const issued = describeCertificate(parsePem(certificatePem));
    return this.parts.store.transaction(() => {
      if (this.parts.repository.statusOf(issued.certificateId) !== undefined) {
        throw new ResourceAlreadyExistsException('The certificate is already registered', {
          resourceId: issued.certificateId,
          resourceArn: this.parts.arns.certificate(issued.certificateId),
        });
      }
      return this.add(issued, status, 'SNI_ONLY');
    });
  }

  find(certificateId: string): CertificateRecord | undefined {
    return this.parts.repository.find(certificateId);
  }

  /** @throws ResourceNotFoundException */
  describe(certificateId: string): CertificateRecord {
    const found = this.find(certificateId);
    if (!found) {
      throw new ResourceNotFoundException(`The certificate does not exist: ${certificateId}`);
    }
    return found;
  }

  /** Newest first, as AWS lists them by default. */
  list(request: PageRequest, ascending = false): Page<CertificateRecord> {
    return page(request, pageRules, {
      name: ['certificates', ascending],
      key: certificateKey,
      read: (after, limit) => this.parts.repository.list(after, limit, ascending),
      keyOf: (certificate) => [certificate.createdAt.getTime(), certificate.certificateId],
    });
  }

  /** UpdateCertificate. @throws ResourceNotFoundException, CertificateStateException, InvalidRequestException */
  updateStatus(certificateId: string, newStatus: string): void {
    const status = checkTransition(this.describe(certificateId).status, newStatus);
    const connectionsLiveOnMillis = this.deactivating(certificateId, status);
    if (this.setStatus(certificateId, status)) {
      this.statusChanges.tell({ certificateId, status, connectionsLiveOnMillis });
    }
  }

  /**
   * Sets a status inside a larger transaction; the caller must notify `statusChanges` after the commit.
   * Answers whether the status is another one now.
   */
  setStatus(certificateId: string, status: CertificateStatus): boolean {
    if (this.describe(certificateId).status === status) {
      return false;
    }
    this.parts.repository.setStatus(certificateId, status, this.parts.clock.now());
    return true;
  }

  /**
   * DeleteCertificate (API reference): not while ACTIVE, nor while things or policies are attached;
   * `forceDelete` passes over the policies.
   * @throws ResourceNotFoundException, CertificateStateException, DeleteConflictException
   */
  delete(certificateId: string, forceDelete = false): void {
    this.parts.store.transaction(() => {
      this.checkDeletable(certificateId, forceDelete);
      const arn = this.parts.arns.certificate(certificateId);
      this.parts.attachmentChanges.detachingAll(arn);
      this.parts.policyAttachments.detachAll(arn);
      this.parts.repository.delete(certificateId);
    });
    this.statusChanges.tell({ certificateId, status: undefined });
  }

  /** Deletes a certificate that nobody has activated or attached. Answers whether it did. */
  deleteAbandoned(certificateId: string): boolean {
    const { repository, principals, policyAttachments, arns } = this.parts;
    if (repository.statusOf(certificateId) !== 'PENDING_ACTIVATION') {
      return false;
    }
    if (
      principals.hasThings(certificateId) ||
      policyAttachments.hasPolicies(arns.certificate(certificateId))
    ) {
      return false;
    }
    this.delete(certificateId);
    return true;
  }

  /** Who holds this certificate: asked for at every TLS handshake. */
  authenticate(der: Uint8Array): Authentication {
    const certificateId = certificateIdOf(der);
    const known = { certificateId, certificateArn: this.parts.arns.certificate(certificateId) };
    switch (this.parts.repository.statusOf(certificateId)) {
      case undefined:
        return { status: 'unknown' };
      case 'ACTIVE':
        return { status: 'active', ...known };
      case 'REVOKED':
        return { status: 'revoked', ...known };
      case 'INACTIVE':
      case 'REGISTER_INACTIVE':
        return { status: 'inactive', ...known };
      case 'PENDING_ACTIVATION':
      case 'PENDING_TRANSFER':
        return { status: 'pending', ...known };
    }
  }

  /** To be called before the status changes. Answers for how long open connections go on. */
  private deactivating(certificateId: string, status: CertificateStatus): number {
    const before = this.describe(certificateId);
    if (before.status !== 'ACTIVE' || status === 'ACTIVE') {
      return 0;
    }
    const arrival = this.parts.changes.certificates.changing(certificateId, () => before);
    return arrival(deviceReaders.connected);
  }

  private checkDeletable(certificateId: string, forceDelete: boolean): void {
    const { principals, policyAttachments, arns, lingering } = this.parts;
    const arn = arns.certificate(certificateId);
    if (this.describe(certificateId).status === 'ACTIVE') {
      // Reported: rebuy-de/aws-nuke#374.
      throw new CertificateStateException(
        `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
      );
    }
    const lingers = lingering.ofCertificate(certificateId, 'deletion').length > 0;
    if (lingers || principals.hasThings(certificateId)) {
      // Guessed: the text that getmoto/moto has.
      throw new DeleteConflictException(`Things must be detached before deletion (arn: ${arn})`);
    }
    if (!forceDelete && policyAttachments.hasPolicies(arn)) {
      // Reported: serverless/serverless#8324.
      throw new DeleteConflictException(
        `Certificate policies must be detached before deletion (arn: ${arn})`,
      );
    }
  }
}

function parsePem(pem: string): X509Certificate {
  if (pem.length > longestPem || !pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CertificateValidationException('The certificate is not PEM of at most 65,536 characters');
  }
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new CertificateValidationException('The certificate cannot be read', { cause });
  }
}
