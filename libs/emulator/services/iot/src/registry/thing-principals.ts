import { exclusiveStart } from '@fleet/emulator-store';
import type { Cursor, Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import type { CertificateRepository } from '../certificates/certificate-repository';
import type { ChangesInFlight } from '../consistency/changes-in-flight';
import { InvalidRequestException, ResourceNotFoundException } from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import type { LingeringAttachments } from './lingering-attachments';
import { checkName } from './names';
import { thingPrincipalKey } from './thing-principal-repository';
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
  readonly changes: ChangesInFlight;
  readonly lingering: LingeringAttachments;
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
      this.attachmentChanging(thing, certificateId);
      this.parts.repository.attach({ thingName: thing, certificateId, type });
    });
    this.changes.tell(certificateId);
  }

  /** DetachThingPrincipal. @throws ResourceNotFoundException when the thing or the attachment does not exist */
  detach(thingName: string | undefined, principal: string | undefined): void {
    const certificateId = this.parts.arns.certificateIdOf(principal);
    this.parts.store.transaction(() => {
      const thing = this.existingThing(thingName);
      const attachment = this.parts.repository.find(thing, certificateId);
      if (attachment === undefined) {
        throw new ResourceNotFoundException(`Certificate ${certificateId} is not attached to thing ${thing}`);
      }
      this.attachmentChanging(thing, certificateId);
      this.parts.lingering.detaching(attachment);
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
      read: (after, limit) => {
        const attached = this.parts.repository.ofThing(thing, after, limit, type);
        const lingering = this.parts.lingering.ofThing(thing, 'listing');
        return together(
          attached,
          ofType(lingering, type),
          ({ certificateId }) => certificateId,
          after,
          limit,
        );
      },
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
      read: (after, limit) => {
        const attached = this.parts.repository.ofCertificate(certificateId, after, limit, type);
        const lingering = this.parts.lingering.ofCertificate(certificateId, 'listing');
        return together(attached, ofType(lingering, type), ({ thingName }) => thingName, after, limit);
      },
      keyOf: ({ thingName }) => thingName,
    });
  }

  private attachmentChanging(thingName: string, certificateId: string): void {
    const { changes, repository } = this.parts;
    changes.thingPrincipals.changing(thingPrincipalKey(thingName, certificateId), () =>
      repository.find(thingName, certificateId),
    );
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

function ofType(attachments: readonly ThingPrincipal[], type: ThingPrincipalType | undefined) {
  return attachments.filter((each) => type === undefined || each.type === type);
}

/** A page of what is attached and of what is still seen, by their keys and each once. */
function together(
  attached: readonly ThingPrincipal[],
  lingering: readonly ThingPrincipal[],
  keyOf: (attachment: ThingPrincipal) => string,
  after: Cursor,
  limit: number,
): readonly ThingPrincipal[] {
  const keys = new Set(attached.map(keyOf));
  const more = lingering.filter((each) => keyOf(each) > exclusiveStart(after) && !keys.has(keyOf(each)));
  return [...attached, ...more].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)).slice(0, limit);
}
