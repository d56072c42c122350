import type * as sdk from '@aws-sdk/client-iam';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { authorizationReference } from './authorization-reference';
import type { IamParts } from './iam-parts';

interface RoleReference {
  readonly RoleName: string;
}

interface PolicyReference {
  readonly PolicyArn: string;
}

/** The path that stands before a name in its ARN. */
const inArn = (path: string, name: string) => `${path.slice(1)}${name}`;
const ofPolicy = ({ PolicyArn: arn }: PolicyReference) => ({ policy: { arn } });

/** What each operation is for. */
export function actionResources({
  roles,
}: IamParts): ActionResources<typeof sdk, typeof authorizationReference> {
  /** Guessed: a role that is not there is asked for without a path. */
  const ofRole = ({ RoleName }: RoleReference) => {
    const { path, name } = roles.find(RoleName) ?? { path: '/', name: RoleName };
    return { role: inArn(path, name) };
  };
  return {
    AttachRolePolicy: ofRole,
    CreatePolicy: ({ PolicyName, Path = '/' }) => ({ policy: inArn(Path, PolicyName) }),
    CreatePolicyVersion: ofPolicy,
    CreateRole: ({ RoleName, Path = '/', Tags }) => {
      const role = inArn(Path, RoleName);
      return {
        byAction: { 'iam:CreateRole': { role }, 'iam:TagRole': Tags === undefined ? undefined : { role } },
      };
    },
    DeletePolicy: ofPolicy,
    DeletePolicyVersion: ofPolicy,
    DeleteRole: ofRole,
    DeleteRolePermissionsBoundary: ofRole,
    DeleteRolePolicy: ofRole,
    DetachRolePolicy: ofRole,
    GetPolicy: ofPolicy,
    GetPolicyVersion: ofPolicy,
    GetRole: ofRole,
    GetRolePolicy: ofRole,
    ListAttachedRolePolicies: ofRole,
    ListEntitiesForPolicy: ofPolicy,
    ListInstanceProfilesForRole: ofRole,
    ListPolicyVersions: ofPolicy,
    ListRolePolicies: ofRole,
    ListRoleTags: ofRole,
    PutRolePermissionsBoundary: ofRole,
    PutRolePolicy: ofRole,
    SetDefaultPolicyVersion: ofPolicy,
    TagRole: ofRole,
    UntagRole: ofRole,
    UpdateAssumeRolePolicy: ofRole,
    UpdateRole: ofRole,
    UpdateRoleDescription: ofRole,
  };
}

/** What conditions of policies may ask for. */
export function actionConditionKeys({ roles }: IamParts): ActionConditionKeys<typeof sdk> {
  const ofRole = ({ RoleName }: RoleReference) =>
    defined({ 'iam:PermissionsBoundary': roles.find(RoleName)?.permissionsBoundary });
  const ofAttachment = (input: RoleReference & PolicyReference) => ({
    ...ofRole(input),
    'iam:PolicyARN': input.PolicyArn,
  });
  const ofBoundary = ({ PermissionsBoundary }: { PermissionsBoundary?: string | undefined }) =>
    defined({ 'iam:PermissionsBoundary': PermissionsBoundary });
  return {
    AttachRolePolicy: ofAttachment,
    CreateRole: ofBoundary,
    DeleteRole: ofRole,
    DeleteRolePermissionsBoundary: ofRole,
    DeleteRolePolicy: ofRole,
    DetachRolePolicy: ofAttachment,
    PutRolePermissionsBoundary: ofBoundary,
    PutRolePolicy: ofRole,
    UpdateAssumeRolePolicy: ofRole,
    UpdateRole: ofRole,
  };
}
