import type { LaggingView, Observation } from '@fleet/consistency';
import type { CertificateRecord, CertificateRepository } from '../certificates/certificate-repository';
import type { ChangesInFlight } from '../consistency/changes-in-flight';
import { thingPrincipalKey } from '../registry/thing-principal-repository';
import type { ThingPrincipal, ThingPrincipalRepository } from '../registry/thing-principal-repository';
import type { PolicyAttachmentRepository } from './policy-attachment-repository';
import type { PolicyRepository } from './policy-repository';

/** More than a target can have attached. */
const wholePage = 250;

export interface SeenRegistryParts {
  readonly certificates: CertificateRepository;
  readonly principals: ThingPrincipalRepository;
  readonly policies: PolicyRepository;
  readonly attachments: PolicyAttachmentRepository;
  readonly changes: ChangesInFlight;
}

/** What somebody sees of certificates, attachments and policies: the newest changes may not have arrived yet. */
export class SeenRegistry {
  /** Whether everybody sees the same of what was looked at. */
  isSettled = true;

  constructor(
    private readonly parts: SeenRegistryParts,
    private readonly observations: readonly [Observation, ...Observation[]],
  ) {}

  certificate(certificateId: string): CertificateRecord | undefined {
    const { certificates, changes } = this.parts;
    return this.seen(changes.certificates, certificateId, certificates.find(certificateId));
  }

  /** The only thing that its certificate belongs to. */
  exclusiveThingOf(certificateId: string): ThingPrincipal | undefined {
    const { principals } = this.parts;
    const [exclusive] = principals.ofCertificate(certificateId, undefined, 1, 'EXCLUSIVE_THING');
    const seen = exclusive && this.attachment(exclusive.thingName, certificateId);
    return seen?.type === 'EXCLUSIVE_THING' ? seen : undefined;
  }

  attachment(thingName: string, certificateId: string): ThingPrincipal | undefined {
    const { principals, changes } = this.parts;
    const key = thingPrincipalKey(thingName, certificateId);
    return this.seen(changes.thingPrincipals, key, principals.find(thingName, certificateId));
  }

  policiesOf(target: string): readonly string[] {
    const { attachments, changes } = this.parts;
    return this.seen(changes.attachedPolicies, target, attachments.policiesOf(target, undefined, wholePage));
  }

  /** The document in force. */
  documentOf(policyName: string): string | undefined {
    const { policies, changes } = this.parts;
    const policy = policies.find(policyName);
    const current = policy && policies.findVersion(policyName, policy.defaultVersionId);
    return this.seen(changes.policyDocuments, policyName, current)?.document;
  }

  private seen<Value>(view: LaggingView<Value>, key: string, current: Value): Value {
    if (view.isSettled(key)) {
      return current;
    }
    this.isSettled = false;
    return view.seen(key, current, ...this.observations);
  }
}
