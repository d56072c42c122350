import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    CancelKeyDeletion: 'KeyId',
    CreateAlias: 'AliasName TargetKeyId',
    CreateKey: 'Policy Description KeyUsage KeySpec Tags.TagKey Tags.TagValue CustomerMasterKeySpec',
    DeleteAlias: 'AliasName',
    DescribeKey: 'KeyId',
    DisableKey: 'KeyId',
    DisableKeyRotation: 'KeyId',
    EnableKey: 'KeyId',
    EnableKeyRotation: 'KeyId',
    GetKeyPolicy: 'KeyId',
    GetKeyRotationStatus: 'KeyId',
    GetPublicKey: 'KeyId',
    ListAliases: 'KeyId Marker Limit',
    ListKeys: 'Marker Limit',
    ListResourceTags: 'KeyId',
    PutKeyPolicy: 'KeyId Policy',
    ScheduleKeyDeletion: 'KeyId PendingWindowInDays',
    Sign: 'KeyId Message MessageType SigningAlgorithm',
    TagResource: 'KeyId Tags.TagKey Tags.TagValue',
    UntagResource: 'KeyId TagKeys',
    UpdateAlias: 'AliasName TargetKeyId',
    UpdateKeyDescription: 'KeyId Description',
  },
  harmless: [
    {
      members: 'GrantTokens',
      because: 'there are no grants',
    },
    {
      members: 'PolicyName',
      because: 'a key has one policy, which is called default',
    },
    {
      members: 'BypassPolicyLockoutSafetyCheck',
      because: 'the account’s own user needs no policy, so that nobody is locked out',
    },
    {
      members: 'Limit',
      of: 'ListResourceTags',
      because: 'everything is on one page',
    },
  ],
};
