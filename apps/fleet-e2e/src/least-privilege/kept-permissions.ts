import { permissions } from './scenario';

/** Something without which nothing fails here, and which stays nevertheless. */
export interface KeptPermission {
  /** The label of a permission, or the role and a policy of AWS that it has as a whole. */
  readonly permission: string;
  readonly reason: string;
  /** Where that is written. */
  readonly source: string;
}

const registrationGuide =
  'AWS IoT developer guide, "Provisioning devices that don’t have device certificates using fleet provisioning"';

export const keptPolicies: readonly KeptPermission[] = [
  {
    permission: 'ProvisioningRegistrationRole: arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration',
    reason:
      'AWS does not say which calls RegisterThing makes, and changes this policy when they change. The configuration ' +
      'registrationRole: scoped has a role without it.',
    source: registrationGuide,
  },
];

/**
 * Of the registration role with permissions of its own. Each is denied while all scenarios run: one that any of them
 * needs makes that scenario fail.
 */
export const keptForRegistration: readonly KeptPermission[] = permissions('ProvisioningRegistrationRole', {
  'thing/*': [
    'iot:DescribeThing',
    'iot:ListThingGroupsForThing',
    'iot:ListThingPrincipals',
    'iot:UpdateThingGroupsForThing',
  ],
  'thinggroup/PoliciesGroup': ['iot:DescribeThingGroup', 'iot:UpdateThingGroupsForThing'],
  'cert/*': ['iot:DescribeCertificate', 'iot:AttachPrincipalPolicy'],
  'policy/PoliciesProduction': ['iot:GetPolicy', 'iot:ListTargetsForPolicy'],
  '*': ['iot:ListAttachedPolicies', 'iot:ListPrincipalPolicies', 'iot:ListPrincipalThings'],
}).map((permission) => ({
  permission,
  reason:
    'AWS gives it to the role of a registration. local-cloud guesses that RegisterThing does not call it; if AWS does, ' +
    'no device could be registered without it.',
  source: `AWSIoTThingsRegistration, which this guide attaches: ${registrationGuide}`,
}));

const functionsWithTheKey = [
  'ArrivalsFunction',
  'ClaimsFunction',
  'HooksProof',
  'HooksProvision',
  'HooksRotation',
  'RotationMonitor',
];

/** Of the functions of a fleet whose tables and bucket have a key of the user. */
const ofTheKey: readonly KeptPermission[] = functionsWithTheKey.flatMap((name) =>
  permissions(`${name}Role`, {
    'key/Key': [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
  }).map((permission) => ({
    permission,
    reason:
      'DynamoDB and S3 use the key in the name of who calls them. local-cloud does not ask for the key of a table or a bucket.',
    source: 'DynamoDB developer guide, "DynamoDB encryption at rest: usage notes"; S3 user guide, SSE-KMS',
  })),
);

export const keptForOwnApp: readonly KeptPermission[] = [
  ...ofTheKey,
  {
    permission: 'ProvisioningRegistrationRole: iot:DescribeThingType on thingtype/ProvisioningThingType',
    reason: 'A registration with a thing type may look at it. local-cloud guesses that it does not.',
    source: registrationGuide,
  },
];
