/**
 * The name of everything a fleet owns in an AWS account, derived from its resource tag.
 * Nothing else in the repository spells these.
 */
export interface FleetNames {
  readonly resourceTag: string;
  /** The CloudFormation stack. */
  readonly stack: string;
  readonly bootstrapPolicy: string;
  readonly productionPolicy: string;
  readonly provisioningTemplate: string;
  readonly rotationTemplate: string;
  readonly thingGroup: string;
  /** Of the things of a fleet whose devices have attributes of their own: without a type they could have three. */
  readonly thingType: string;
  readonly devicesTable: string;
  /** Where the monitor keeps how far a sweep has come. */
  readonly sweepsTable: string;
  readonly confirmationRule: string;
  readonly presenceRule: string;
  readonly provisionHook: string;
  readonly rotationHook: string;
  readonly proofHandler: string;
  readonly claimFunction: string;
  /** Behind the custom resource that makes room for new versions of templates and policies. */
  readonly oldVersions: string;
  /** The daily sweep over the fleet's certificates. */
  readonly rotationMonitor: string;
  /** What helps the monitor with a fleet that outgrows one function. */
  readonly rotationWorker: string;
  /** From the monitor to its workers. */
  readonly sweepQueue: string;
  /** Who has come with a certificate that is due: from the proof handler to the function that warns them. */
  readonly arrivalsQueue: string;
  readonly arrivalWarning: string;
  /** Behind the custom resource that turns the account's fleet index on. */
  readonly fleetIndexing: string;
  /** Group of the monitor's schedules: the daily one, and one for each sweep that goes on. */
  readonly scheduleGroup: string;
  readonly rotationSchedule: string;
  /** In CloudWatch, where the fleet's figures and alarms are seen. */
  readonly dashboard: string;
}

export const defaultResourceTag = 'fleetprov';

/** What a resource tag may be, in words for a user. */
export const resourceTagRange =
  'lower-case letters, digits and inner hyphens, beginning with a letter, 1 to 14 characters';

/*
 * Fourteen, because a provisioning template's name has 36 characters and `_rotation_template_CFN` takes 22.
 * Lower case and no underscore, because the tag may also become part of a bucket name; a letter first, because
 * it may become part of a stack name.
 */
const resourceTagPattern = /^[a-z](?:[a-z0-9-]{0,12}[a-z0-9])?$/;

export class InvalidResourceTagError extends Error {
  override readonly name = 'InvalidResourceTagError';

  constructor(readonly resourceTag: string) {
    super(`resourceTag ${JSON.stringify(resourceTag.slice(0, 40))} is not legal: use ${resourceTagRange}`);
  }
}

export function isResourceTag(value: string): boolean {
  return resourceTagPattern.test(value);
}

/**
 * Derives every resource name of a fleet.
 * @throws InvalidResourceTagError when a derived name could be illegal in one of the services.
 */
export function fleetNames(resourceTag: string): FleetNames {
  if (!isResourceTag(resourceTag)) {
    throw new InvalidResourceTagError(resourceTag);
  }
  // Topic rule names have no hyphen (CreateTopicRule: [a-zA-Z0-9_]+). Tags have no underscore, so two tags
  // never meet in one rule name.
  const ruleTag = resourceTag.replaceAll('-', '_');
  return {
    resourceTag,
    stack: `${resourceTag}-fleet`,
    bootstrapPolicy: `${resourceTag}_birth_policy`,
    productionPolicy: `${resourceTag}_prod_policy`,
    provisioningTemplate: `${resourceTag}_prod_template_CFN`,
    rotationTemplate: `${resourceTag}_rotation_template_CFN`,
    thingGroup: `${resourceTag}_fleet`,
    thingType: `${resourceTag}_device`,
    devicesTable: `${resourceTag}_devices`,
    sweepsTable: `${resourceTag}_sweeps`,
    confirmationRule: `${ruleTag}_confirmation_rule`,
    presenceRule: `${ruleTag}_presence_rule`,
    provisionHook: `${resourceTag}_provision_hook`,
    rotationHook: `${resourceTag}_rotation_hook`,
    proofHandler: `${resourceTag}_proof_handler`,
    claimFunction: `${resourceTag}_claim`,
    oldVersions: `${resourceTag}_old_versions`,
    rotationMonitor: `${resourceTag}_rotation_monitor`,
    rotationWorker: `${resourceTag}_rotation_worker`,
    sweepQueue: `${resourceTag}_sweep`,
    arrivalsQueue: `${resourceTag}_arrivals`,
    arrivalWarning: `${resourceTag}_arrival_warning`,
    fleetIndexing: `${resourceTag}_fleet_indexing`,
    scheduleGroup: `${resourceTag}_rotation`,
    rotationSchedule: `${resourceTag}_rotation_daily`,
    dashboard: `${resourceTag}_dashboard`,
  };
}
