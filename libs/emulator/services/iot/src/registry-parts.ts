import type { Consistency } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { Arns } from './arns';
import { CertificateRepository } from './certificates/certificate-repository';
import { Certificates } from './certificates/certificates';
import { changesInFlight } from './consistency/changes-in-flight';
import { ThingConnectivity } from './indexing/thing-connectivity';
import { documentOf } from './indexing/thing-document';
import { AttachmentChanges } from './policies/attachment-changes';
import { Authorizer } from './policies/authorizer';
import { Policies } from './policies/policies';
import { PolicyAttachmentRepository } from './policies/policy-attachment-repository';
import { PolicyAttachments } from './policies/policy-attachments';
import { PolicyRepository } from './policies/policy-repository';
import { BillingGroupRepository } from './registry/billing-group-repository';
import { BillingGroups } from './registry/billing-groups';
import { BulkRegistration } from './registry/bulk-registration';
import { LingeringAttachments } from './registry/lingering-attachments';
import { ThingGroupRepository } from './registry/thing-group-repository';
import { ThingGroups } from './registry/thing-groups';
import { ThingPrincipalRepository } from './registry/thing-principal-repository';
import { ThingPrincipals } from './registry/thing-principals';
import { ThingRepository } from './registry/thing-repository';
import { ThingTypeRepository } from './registry/thing-type-repository';
import { ThingTypes } from './registry/thing-types';
import { Things } from './registry/things';

/** What every part of the control plane stands on. */
export interface SharedParts {
  readonly store: Store;
  readonly consistency: Consistency;
  readonly clock: Clock;
  readonly arns: Arns;
}

function openRepositories({ store, clock }: SharedParts) {
  return {
    certificates: new CertificateRepository(store),
    things: new ThingRepository(store),
    types: new ThingTypeRepository(store),
    groups: new ThingGroupRepository(store),
    billingGroups: new BillingGroupRepository(store),
    principals: new ThingPrincipalRepository(store),
    policies: new PolicyRepository(store),
    attachments: new PolicyAttachmentRepository(store),
    connectivity: new ThingConnectivity(store, clock),
  };
}

/** The registry, and who may do what by it: certificates, things and policies, with what is on its way to be seen. */
export function openRegistry(shared: SharedParts) {
  const repositories = openRepositories(shared);
  const { certificates, things, groups, billingGroups, principals, attachments, connectivity } = repositories;
  const changes = changesInFlight(shared.consistency, shared.clock);
  const attachmentChanges = new AttachmentChanges(changes, attachments);
  const lingering = new LingeringAttachments(changes.detachments);
  const thingTypes = new ThingTypes({ ...shared, repository: repositories.types, things });
  const policies = new Policies({ ...shared, repository: repositories.policies, attachments, changes });
  const registryParts = {
    certificates: new Certificates({
      ...shared,
      repository: certificates,
      principals,
      policyAttachments: attachments,
      attachmentChanges,
      changes,
      lingering,
    }),
    thingTypes,
    things: new Things({
      ...shared,
      repository: things,
      types: thingTypes,
      groups,
      billingGroups,
      principals,
      connectivity,
      lingering,
    }),
    billingGroups: new BillingGroups({ ...shared, repository: billingGroups, things }),
    thingGroups: new ThingGroups({
      ...shared,
      repository: groups,
      things,
      policyAttachments: attachments,
      attachmentChanges,
      inFlight: changes,
    }),
    thingPrincipals: new ThingPrincipals({
      ...shared,
      repository: principals,
      things,
      certificates,
      changes,
      lingering,
    }),
    bulkRegistration: new BulkRegistration({ ...shared, things, types: thingTypes, groups, connectivity }),
    policies,
    policyAttachments: new PolicyAttachments({
      ...shared,
      repository: attachments,
      policies,
      certificates,
      groups,
      attachmentChanges,
    }),
    authorizer: new Authorizer({ ...shared, ...repositories, changes }),
  };
  invalidateOnChange(registryParts);
  for (const { changing } of [registryParts.things, registryParts.thingGroups, connectivity]) {
    changing.add((thingName) => {
      changes.indexedThings.changing(thingName, () => documentOf(repositories, thingName));
    });
  }
  return { parts: registryParts, repositories, changes };
}

type AuthorizationParts = Pick<
  ReturnType<typeof openRegistry>['parts'],
  | 'authorizer'
  | 'certificates'
  | 'policies'
  | 'policyAttachments'
  | 'thingGroups'
  | 'thingPrincipals'
  | 'things'
>;

/** What a connection may do is put together from all of these. */
function invalidateOnChange(parts: AuthorizationParts): void {
  const { changes } = parts.authorizer;
  parts.certificates.statusChanges.add(({ certificateId }) => changes.ofCertificate(certificateId));
  parts.thingPrincipals.changes.add((certificateId) => changes.ofCertificate(certificateId));
  parts.things.changes.add((thingName) => changes.ofThing(thingName));
  parts.thingGroups.changes.add((thingName) => changes.ofThing(thingName));
  parts.thingGroups.deletions.add(() => changes.ofPolicies());
  parts.policies.changes.add(() => changes.ofPolicies());
  parts.policyAttachments.changes.add((target) => {
    if (target.type === 'certificate') {
      changes.ofCertificate(target.certificateId);
    } else {
      changes.ofPolicies();
    }
  });
}
