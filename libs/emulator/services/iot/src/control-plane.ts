import type { RoleAuthorizer, RoleTrust } from '@fleet/aws-wire';
import { strongConsistency } from '@fleet/consistency';
import type { Consistency } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import { noFaults } from '@fleet/faults';
import type { FaultPoints } from '@fleet/faults';
import type { Store } from '@fleet/emulator-store';
import { Arns } from './arns';
import { CertificateAuthority } from './ca/certificate-authority';
import { CertificateAuthorityRepository } from './ca/certificate-authority-repository';
import { writeRootCertificate } from './ca/root-certificate-file';
import type { Authentication } from './certificates/authentication';
import { CertificateIssuance } from './ca/certificate-issuance';
import type { CertificateStatusChange } from './certificates/certificate-status';
import type { Certificates } from './certificates/certificates';
import { FleetIndex } from './indexing/fleet-index';
import { IndexingConfiguration } from './indexing/indexing-configuration';
import type { ThingConnectivity } from './indexing/thing-connectivity';
import type { AuthorizationRequest } from './policies/authorization';
import type { Authorizer } from './policies/authorizer';
import type { Policies } from './policies/policies';
import type { PolicyAttachments } from './policies/policy-attachments';
import type { ProvisioningFailure } from './provisioning/device-provisioning';
import { DeviceProvisioning } from './provisioning/device-provisioning';
import type { HookInvoker } from './provisioning/hook-invoker';
import { OwnershipTokenRepository } from './provisioning/ownership-token-repository';
import { OwnershipTokens } from './provisioning/ownership-tokens';
import type { ProvisioningApi } from './provisioning/provisioning-api';
import { ProvisioningClaimRepository } from './provisioning/provisioning-claim-repository';
import { ProvisioningClaims } from './provisioning/provisioning-claims';
import { ProvisioningTemplateRepository } from './provisioning/provisioning-template-repository';
import { ProvisioningTemplates } from './provisioning/provisioning-templates';
import type { RegistrationCall } from './provisioning/registration-calls';
import { RegistrationRun } from './provisioning/registration-run';
import { ThingRegistration } from './provisioning/thing-registration';
import type { BillingGroups } from './registry/billing-groups';
import type { BulkRegistration } from './registry/bulk-registration';
import type { ThingGroups } from './registry/thing-groups';
import type { ThingPrincipals } from './registry/thing-principals';
import type { ThingTypes } from './registry/thing-types';
import type { Things } from './registry/things';
import { RoleAliasRepository } from './role-aliases/role-alias-repository';
import { RoleAliases } from './role-aliases/role-aliases';
import { openRegistry } from './registry-parts';
import type { SharedParts } from './registry-parts';
import type { ActionCheck, StatementReader } from './rules/topic-rule';
import { TopicRuleRepository } from './rules/topic-rule-repository';
import { TopicRules } from './rules/topic-rules';
import { Tags } from './tags/tags';

export interface ControlPlaneOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** The root certificate's PEM file is written below it. */
  readonly dataDirectory: string;
  readonly accountId: string;
  readonly region: string;
  /** Names and addresses beyond localhost, 127.0.0.1 and ::1 that the broker's server certificate is for. */
  readonly serverHosts: readonly string[];
  readonly hooks: HookInvoker;
  /** Refuses topic rule statements that the rules engine cannot run. */
  readonly readStatement: StatementReader;
  /** Refuses actions that the rules engine cannot run. */
  readonly checkAction: ActionCheck;
  readonly roleTrust: RoleTrust;
  /** Whether the role of a template may do what registering a device takes. */
  readonly authorizeRole: RoleAuthorizer;
  /** Called with the reason why a device was refused: the device's own answer says little. */
  readonly onProvisioningFailure?: (failure: ProvisioningFailure) => void;
  /** How long a pre-provisioning hook may take; AWS gives it 5,000 ms. */
  readonly hookLimitMillis?: number;
  readonly faults?: FaultPoints | undefined;
  /** Whether the rate of an operation allows one more call of it, by a registration. */
  readonly admits?: ((call: RegistrationCall) => boolean) | undefined;
  /** How soon changes are visible; at once where it is absent. */
  readonly consistency?: Consistency | undefined;
}

/** PEM texts that a TLS server is started with. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** AWS IoT's control plane on a store: what its API, the message broker and the rules engine stand on. */
export interface ControlPlane {
  /** PEM file with the root certificate that clients trust. */
  readonly rootCertificatePath: string;
  readonly rootCertificatePem: string;
  readonly serverIdentity: ServerIdentity;
  readonly arns: Arns;
  readonly issuance: CertificateIssuance;
  readonly certificates: Certificates;
  readonly things: Things;
  readonly thingTypes: ThingTypes;
  readonly thingGroups: ThingGroups;
  readonly thingPrincipals: ThingPrincipals;
  readonly billingGroups: BillingGroups;
  readonly roleAliases: RoleAliases;
  readonly policies: Policies;
  readonly policyAttachments: PolicyAttachments;
  readonly authorizer: Authorizer;
  readonly templates: ProvisioningTemplates;
  readonly provisioning: ProvisioningApi;
  readonly claims: ProvisioningClaims;
  readonly rules: TopicRules;
  readonly indexing: IndexingConfiguration;
  readonly fleetIndex: FleetIndex;
  /** To be notified of clients that connect and disconnect: the fleet index says which things are connected. */
  readonly connectivity: ThingConnectivity;
  readonly bulkRegistration: BulkRegistration;
  readonly tags: Tags;
  /** Who holds this certificate (DER). Only `active` may connect. */
  authenticate(certificateDer: Uint8Array): Authentication;
  /** Whether the policies of the connection's certificate allow this; false for unknown and inactive ones. */
  authorize(request: AuthorizationRequest): boolean;
  /** The thing to which the certificate is attached as EXCLUSIVE_THING. */
  exclusiveThingOf(certificateId: string): string | undefined;
  /** Calls back after a certificate changed its status or was deleted. Returns unsubscribe. */
  onCertificateStatusChange(listener: (change: CertificateStatusChange) => void): () => void;
  /** Stops its timers, and no thing is connected any more; the store stays open. */
  close(): void;
}

/** Opens the control plane on what the store holds, and makes the certificate authority where there is none. */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { store, clock, consistency = strongConsistency } = options;
  const arns = new Arns(options.accountId, options.region);
  const shared = { store, clock, arns, consistency };
  const authority = await CertificateAuthority.open(new CertificateAuthorityRepository(store));
  const registry = openRegistry(shared);
  const issuance = new CertificateIssuance(authority, clock);
  const provisioning = openProvisioning(shared, registry, issuance, options);
  const rules = new TopicRules({
    ...shared,
    repository: new TopicRuleRepository(store),
    readStatement: options.readStatement,
    checkAction: options.checkAction,
    roleTrust: options.roleTrust,
  });
  const { repositories, changes } = registry;
  const indexing = new IndexingConfiguration(store);
  return {
    ...registry.parts,
    ...(await describeAuthority(authority, options)),
    arns,
    issuance,
    templates: provisioning.templates,
    provisioning: provisioning.api,
    claims: provisioning.claims,
    rules,
    roleAliases: new RoleAliases({
      ...shared,
      repository: new RoleAliasRepository(store),
      roleTrust: options.roleTrust,
    }),
    indexing,
    fleetIndex: new FleetIndex({
      ...repositories,
      store,
      configuration: indexing,
      entries: changes.indexedThings,
      replicas: consistency.replicas('fleet index', replicasOfIndex),
    }),
    connectivity: repositories.connectivity,
    tags: new Tags(store),
    authenticate: (der) => {
      const found = registry.parts.certificates.authenticate(der);
      return found.status === 'unknown' ? provisioning.claims.authenticate(der) : found;
    },
    authorize: (request) => registry.parts.authorizer.allows(request) || provisioning.claims.allows(request),
    exclusiveThingOf: (certificateId) => repositories.principals.exclusiveThingOf(certificateId),
    onCertificateStatusChange: (listener) => registry.parts.certificates.statusChanges.add(listener),
    close: () => {
      provisioning.tokens.close();
      provisioning.claims.close();
      repositories.connectivity.close();
    },
  };
}

/** Guessed: two answers in a row may come from two copies of the index. */
const replicasOfIndex = 2;

function openProvisioning(
  shared: SharedParts,
  { parts: registry, changes }: ReturnType<typeof openRegistry>,
  issuance: CertificateIssuance,
  options: ControlPlaneOptions,
) {
  const { certificates } = registry;
  const templates = new ProvisioningTemplates({
    ...shared,
    repository: new ProvisioningTemplateRepository(shared.store),
    roleTrust: options.roleTrust,
  });
  const tokens = new OwnershipTokens({
    clock: shared.clock,
    repository: new OwnershipTokenRepository(shared.store),
    certificates,
  });
  const registration = new ThingRegistration({
    arns: shared.arns,
    things: registry.things,
    groups: registry.thingGroups,
    billingGroups: registry.billingGroups,
    principals: registry.thingPrincipals,
    certificates,
    policies: registry.policies,
    policyAttachments: registry.policyAttachments,
  });
  const { store } = shared;
  const { faults = noFaults, admits = () => true } = options;
  const { authorizeRole } = options;
  const run = new RegistrationRun({ store, faults, attachments: changes.attachments, admits, authorizeRole });
  const api = new DeviceProvisioning({
    ...shared,
    issuance,
    certificates,
    tokens,
    templates,
    registration,
    run,
    hooks: options.hooks,
    hookLimitMillis: options.hookLimitMillis ?? 5_000,
    onFailure: options.onProvisioningFailure ?? (() => undefined),
  });
  const claims = new ProvisioningClaims({
    ...shared,
    issuance,
    templates,
    repository: new ProvisioningClaimRepository(shared.store),
    statusChanges: certificates.statusChanges,
  });
  tokens.start();
  claims.start();
  return { templates, tokens, claims, api };
}

async function describeAuthority(
  authority: CertificateAuthority,
  { dataDirectory, serverHosts }: ControlPlaneOptions,
): Promise<Pick<ControlPlane, 'rootCertificatePath' | 'rootCertificatePem' | 'serverIdentity'>> {
  const identity = await authority.issueServerIdentity(['localhost', '127.0.0.1', '::1', ...serverHosts]);
  return {
    rootCertificatePath: writeRootCertificate(dataDirectory, authority.rootCertificatePem),
    rootCertificatePem: authority.rootCertificatePem,
    serverIdentity: { ...identity, ca: authority.rootCertificatePem },
  };
}
