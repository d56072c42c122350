import type * as sdk from '@aws-sdk/client-kms';
import type { ActionConditionKeys, ActionResources, RequestContext } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';
import type { KmsParts } from './kms-parts';
import { keyNameOf } from './keys';

type KeyReference = { readonly KeyId: string };

/** What each operation is for: an alias stands for its key. */
export function actionResources(parts: KmsParts): ActionResources<typeof sdk, typeof authorizationReference> {
  const ofKey = ({ KeyId }: KeyReference) => ({ key: keyNameOf(parts, KeyId) });
  const aliased = (name: string) => ({ alias: name.replace(/^alias\//, '') });
  const ofAlias = ({ AliasName, TargetKeyId }: { AliasName: string; TargetKeyId: string }) => ({
    ...aliased(AliasName),
    ...ofKey({ KeyId: TargetKeyId }),
  });
  return {
    CancelKeyDeletion: ofKey,
    CreateAlias: ofAlias,
    CreateKey: ({ Tags }) => ({
      byAction: { 'kms:CreateKey': {}, 'kms:TagResource': Tags === undefined ? undefined : {} },
    }),
    DeleteAlias: ({ AliasName }) => ({ ...aliased(AliasName), ...ofKey({ KeyId: AliasName }) }),
    DescribeKey: ofKey,
    DisableKey: ofKey,
    DisableKeyRotation: ofKey,
    EnableKey: ofKey,
    EnableKeyRotation: ofKey,
    GetKeyPolicy: ofKey,
    GetKeyRotationStatus: ofKey,
    GetPublicKey: ofKey,
    ListResourceTags: ofKey,
    PutKeyPolicy: ofKey,
    ScheduleKeyDeletion: ofKey,
    Sign: ofKey,
    TagResource: ofKey,
    UntagResource: ofKey,
    UpdateAlias: ofAlias,
    UpdateKeyDescription: ofKey,
  };
}

const caller = (_input: object, { accountId }: RequestContext) => ({ 'kms:CallerAccount': accountId });

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  DescribeKey: caller,
  PutKeyPolicy: caller,
  ScheduleKeyDeletion: caller,
};
