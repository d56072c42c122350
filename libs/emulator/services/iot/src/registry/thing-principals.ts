import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import type { CertificateRepository } from '../certificates/certificate-repository';
import { InvalidRequestException, ResourceNotFoundException } from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import { checkName } from './names';
import type {
  ThingPrincipal,
  ThingPrincipalRepository,
  ThingPrincipalType,
} from './thing-principal-repository';
import type { ThingRepository } from './thing-repository';

export interface ThingPrincipalsParts {
  readonly store: Store;
  readonly arns: Arns;
  readonly repository: ThingPrincipalRepository;
  readonly things: ThingRepository;
  readonly certificates: CertificateRepository;
}

/** Which certificates belong to which things. */
export class ThingPrincipals {
  /** Notified with the id of a certificate that was attached or detached. */
  readonly changes = new Listeners<string>();

  constructor(private readonly parts: ThingPrincipalsParts) {}

  /**
   * AttachThingPrincipal, idempotent. An exclusive attachment is the only one its certificate has.
   * @throws ResourceNotFoundException, InvalidRequestException
   */
  attach(
    thingName: string | undefined,
    principal: string | undefined,
    type: ThingPrincipalType = 'NON_EXCLUSIVE_THING',
  ): void {
    const certificateId = this.parts.arns.certificateIdOf(principal);
    this.parts.store.transaction(() => {
      const thing = this.existingThing(thingName);
      if (this.parts.certificates.statusOf(certificateId) === undefined) {
        throw new ResourceNotFoundException(`The certificate does not exist: ${certificateId}`);
      }
      this.checkExclusive(thing, certificateId, type);
      this.parts.repository.attach({ thingName: thing, certificateId, type });
    });
    this.changes.tell(certificateId);
  }

  /** DetachThingPrincipal. @throws ResourceNotFoundException when the thing or the attachment does not exist */
  detach(thingName: string | undefined, principal: string | undefined): void {
    const certificateId = this.parts.arns.certificateIdOf(principal);
    this.parts.store.transaction(() => {
      const thing = this.existingThing(thingName);
      if (this.parts.repository.find(thing, certificateId) === undefined) {
        throw new ResourceNotFoundException(`Certificate ${certificateId} is not attached to thing ${thing}`);
      }
      this.parts.repository.detach(thing, certificateId);
    });
    this.changes.tell(certificateId);
  }

  /** The certificates of a thing. @throws ResourceNotFoundException */
  ofThing(
    request: PageRequest,
    thingName: string | undefined,
    type?: ThingPrincipalType,
  ): Page<ThingPrincipal> {
    const thing = this.existingThing(thingName);
    return page(request, pageRules, {
      name: ['principals-of-thing', thing, type],
      key: textKey,
      read: (after, limit) => this.parts.repository.ofThing(thing, after, limit, type),
      keyOf: ({ certificateId }) => certificateId,
    });
  }

  /** The things of a certificate. @throws InvalidRequestException for what is no certificate's ARN */
  ofPrincipal(
    request: PageRequest,
    principal: string | undefined,
    type?: ThingPrincipalType,
  ): Page<ThingPrincipal> {
    const certificateId = this.parts.arns.certificateIdOf(principal);
    return page(request, pageRules, {
      name: ['things-of-principal', certificateId, type],
      key: textKey,
      read: (after, limit) => this.parts.repository.ofCertificate(certificateId, after, limit, type),
      keyOf: ({ thingName }) => thingName,
    });
  }

  private existingThing(name: string | undefined): string {
    const thingName = checkName('thing', name);
    if (this.parts.things.exists(thingName)) {
      return thingName;
    }
    throw new ResourceNotFoundException(`Thing ${thingName} not found`);
  }

  private checkExclusive(thingName: string, certificateId: string, type: ThingPrincipalType): void {
    const others = this.parts.repository
      .ofCertificate(certificateId, undefined, 2)
      .filter((other) => other.thingName !== thingName);
    if (others.length === 0) {
      return;
    }
    if (type === 'EXCLUSIVE_THING' || others.some((other) => other.type === 'EXCLUSIVE_THING')) {
      throw new InvalidRequestException(
        `Certificate ${certificateId} is attached to another thing, which excludes an exclusive attachment`,
      );
    }
  }
}
