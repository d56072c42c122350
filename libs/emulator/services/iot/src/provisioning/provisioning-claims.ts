import type { Clock } from '@fleet/emulator-clock';
import type { Arns } from '../arns';
import { certificateIdOf } from '../ca/certificate-authority';
import type { IssuedKeysAndCertificate } from '../ca/certificate-authority';
import type { CertificateIssuance } from '../ca/certificate-issuance';
import type { Authentication } from '../certificates/authentication';
import type { CertificateStatusChange } from '../certificates/certificate-status';
import { ServiceUnavailableException } from '../errors';
import type { Listeners } from '../listeners';
import type { AuthorizationRequest } from '../policies/authorization';
import type { ProvisioningClaim, ProvisioningClaimRepository } from './provisioning-claim-repository';
import type { ProvisioningTemplates } from './provisioning-templates';

const lifetimeMillis = 300_000;

export interface ProvisioningClaimsParts {
  readonly clock: Clock;
  readonly arns: Arns;
  readonly issuance: CertificateIssuance;
  readonly templates: ProvisioningTemplates;
  readonly repository: ProvisioningClaimRepository;
  /** Told of a claim that has ended: its connections are cut. */
  readonly statusChanges: Listeners<CertificateStatusChange>;
}

/**
 * Claim certificates that a trusted user asks for. Documented: one is good for five minutes, and is not among the
 * certificates of the account (developer guide: provision-wo-cert). Guessed: until then it may do what provisioning with
 * its template needs, under any client id and more than once; then its connections end.
 */
export class ProvisioningClaims {
  private readonly claims: Map<string, ProvisioningClaim>;
  private cancelSweep: (() => void) | undefined;
  private isClosed = false;

  constructor(private readonly parts: ProvisioningClaimsParts) {
    this.claims = new Map(parts.repository.all().map((claim) => [claim.certificateId, claim]));
  }

  /** Starts to sweep up what expires, and what expired while nothing ran. */
  start(): void {
    this.sweep();
  }

  /**
   * @throws ResourceNotFoundException for a template that does not exist
   * @throws ServiceUnavailableException when the cloud has closed in the meantime
   */
  async create(name: string | undefined): Promise<IssuedKeysAndCertificate & { readonly expiresAt: Date }> {
    const { templateName } = this.parts.templates.describe(name);
    const issued = await this.parts.issuance.withKeys();
    if (this.isClosed) {
      throw new ServiceUnavailableException(
        'No claim was created: the cloud is closing. Try again when it runs.',
      );
    }
    const expiresAt = new Date(this.parts.clock.nowMillis() + lifetimeMillis);
    const claim = { certificateId: issued.certificateId, templateName, expiresAt };
    this.parts.repository.insert(claim);
    this.claims.set(claim.certificateId, claim);
    if (this.cancelSweep === undefined) {
      this.awaitNextExpiry();
    }
    return { ...issued, expiresAt };
  }

  /** Who holds this certificate, where it is a claim. */
  authenticate(der: Uint8Array): Authentication {
    const certificateId = certificateIdOf(der);
    return this.find(certificateId) === undefined
      ? { status: 'unknown' }
      : { status: 'active', certificateId, certificateArn: this.parts.arns.certificate(certificateId) };
  }

  /** Whether it is a claim, and may do this. */
  allows({ principal, action, resource }: AuthorizationRequest): boolean {
    const claim = this.find(principal.certificateId);
    if (claim === undefined) {
      return false;
    }
    return (
      action === 'iot:Connect' ||
      resource.name.startsWith('$aws/certificates/create') ||
      resource.name.startsWith(`$aws/provisioning-templates/${claim.templateName}/provision/`)
    );
  }

  close(): void {
    this.isClosed = true;
    this.stopWaiting();
  }

  private stopWaiting(): void {
    this.cancelSweep?.();
    this.cancelSweep = undefined;
  }

  private find(certificateId: string): ProvisioningClaim | undefined {
    const claim = this.claims.get(certificateId);
    return claim !== undefined && claim.expiresAt > this.parts.clock.now() ? claim : undefined;
  }

  private sweep(): void {
    const now = this.parts.clock.now();
    for (const { certificateId, expiresAt } of [...this.claims.values()]) {
      if (expiresAt <= now) {
        this.parts.repository.delete(certificateId);
        this.claims.delete(certificateId);
        this.parts.statusChanges.tell({ certificateId, status: undefined });
      }
    }
    this.awaitNextExpiry();
  }

  private awaitNextExpiry(): void {
    this.stopWaiting();
    const [next] = this.parts.repository.all();
    if (next !== undefined) {
      this.cancelSweep = this.parts.clock.at(next.expiresAt, () => {
        this.sweep();
      });
    }
  }
}
