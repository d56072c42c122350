import { ChangeLog, LaggingView } from '@fleet/consistency';
import type { Consistency } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import type { CertificateRecord } from '../certificates/certificate-repository';
import type { ThingDocument } from '../indexing/thing-document';
import type { PolicyVersion } from '../policies/policy-repository';
import type { ThingPrincipal } from '../registry/thing-principal-repository';
import { propagationDelays } from './propagation-delays';

/** Who asks on behalf of a device: its CONNECT, or what it does on a connection that is open. */
export const deviceReaders = { connect: 'connect', connected: 'connected' } as const;

/** The one reader of what nobody but a single operation looks at. */
export const deletion = 'deletion';

/** Changes that not everybody sees yet. */
export interface ChangesInFlight {
  /** The order of what is attached and detached, for policies and things alike. */
  readonly attachments: ChangeLog;
  /** The versions of policies that are in force, by the policy's name. */
  readonly policyDocuments: LaggingView<PolicyVersion | undefined>;
  /** The names of a target's policies, by its ARN. */
  readonly attachedPolicies: LaggingView<readonly string[]>;
  /** Whether a policy is attached to anything, by its name. */
  readonly policiesInUse: LaggingView<boolean>;
  /** The attachments of things, by `thingPrincipalKey`. */
  readonly thingPrincipals: LaggingView<ThingPrincipal | undefined>;
  /** The same that were taken away, as the registry's own API sees them. */
  readonly detachments: LaggingView<ThingPrincipal>;
  /** By their ids. */
  readonly certificates: LaggingView<CertificateRecord | undefined>;
  /** Whether a thing group has child groups, by its name. */
  readonly parentGroups: LaggingView<boolean>;
  /** The index's entries, by the names of the things. */
  readonly indexedThings: LaggingView<ThingDocument | undefined>;
}

const atOnce = { leastMillis: 0, mostMillis: 0 };

export function changesInFlight(consistency: Consistency, clock: Clock): ChangesInFlight {
  const delays = propagationDelays;
  const view = <Value>(...kind: Parameters<Consistency['delays']>): LaggingView<Value> =>
    new LaggingView<Value>(consistency.delays(...kind), clock);
  const attachments = new ChangeLog(clock);
  const attachmentDelays = consistency.delays('attachment', delays.attachmentWhileConnected, {
    [deviceReaders.connect]: delays.attachmentAtConnect,
  });
  return {
    attachments,
    policyDocuments: view('policy document', delays.policyDocument),
    attachedPolicies: new LaggingView(attachmentDelays, clock, attachments),
    policiesInUse: view('detached policy', delays.detachedPolicy),
    thingPrincipals: new LaggingView(attachmentDelays, clock, attachments),
    detachments: view('detached principal', delays.detachedPrincipal),
    certificates: view('certificate', delays.deactivation, { [deviceReaders.connect]: atOnce }),
    parentGroups: view('child group', delays.deletedChildGroup),
    indexedThings: view('indexed thing', delays.indexedThing),
  };
}
