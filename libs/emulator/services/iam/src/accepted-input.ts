import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    AttachRolePolicy: 'RoleName PolicyArn',
    CreatePolicy: 'PolicyName Path PolicyDocument Description',
    CreatePolicyVersion: 'PolicyArn PolicyDocument SetAsDefault',
    CreateRole: `
      Path RoleName AssumeRolePolicyDocument Description MaxSessionDuration PermissionsBoundary Tags.Key
      Tags.Value
    `,
    DeletePolicy: 'PolicyArn',
    DeletePolicyVersion: 'PolicyArn VersionId',
    DeleteRole: 'RoleName',
    DeleteRolePermissionsBoundary: 'RoleName',
    DeleteRolePolicy: 'RoleName PolicyName',
    DetachRolePolicy: 'RoleName PolicyArn',
    GetPolicy: 'PolicyArn',
    GetPolicyVersion: 'PolicyArn VersionId',
    GetRole: 'RoleName',
    GetRolePolicy: 'RoleName PolicyName',
    ListAttachedRolePolicies: 'RoleName Marker MaxItems',
    ListEntitiesForPolicy: 'PolicyArn Marker MaxItems',
    ListInstanceProfilesForRole: 'RoleName',
    ListPolicies: 'Marker MaxItems Scope',
    ListPolicyVersions: 'PolicyArn Marker MaxItems',
    ListRolePolicies: 'RoleName Marker MaxItems',
    ListRoleTags: 'RoleName Marker MaxItems',
    ListRoles: 'PathPrefix Marker MaxItems',
    PutRolePermissionsBoundary: 'RoleName PermissionsBoundary',
    PutRolePolicy: 'RoleName PolicyName PolicyDocument',
    SetDefaultPolicyVersion: 'PolicyArn VersionId',
    TagRole: 'RoleName Tags.Key Tags.Value',
    UntagRole: 'RoleName TagKeys',
    UpdateAssumeRolePolicy: 'RoleName PolicyDocument',
    UpdateRole: 'RoleName Description MaxSessionDuration',
    UpdateRoleDescription: 'RoleName Description',
  },
  harmless: [
    {
      members: 'MaxItems',
      of: 'ListInstanceProfilesForRole',
      because: 'there are no instance profiles',
    },
  ],
};
