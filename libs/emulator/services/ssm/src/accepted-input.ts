import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    AddTagsToResource: 'ResourceId Tags.Key Tags.Value ResourceType',
    DeleteParameter: 'Name',
    DeleteParameters: 'Names',
    DescribeParameters: 'MaxResults NextToken',
    GetParameter: 'Name',
    GetParameters: 'Names',
    GetParametersByPath: 'Path Recursive MaxResults NextToken',
    ListTagsForResource: 'ResourceId ResourceType',
    PutParameter: 'Name Description Value Type Overwrite Tags.Key Tags.Value DataType',
    RemoveTagsFromResource: 'ResourceId TagKeys ResourceType',
  },
  harmless: [
    {
      members: 'WithDecryption KeyId',
      because: 'values are stored as they are',
    },
    {
      members: 'Tier',
      because: 'it changes the price, and the length of a value, which is checked',
    },
  ],
};
