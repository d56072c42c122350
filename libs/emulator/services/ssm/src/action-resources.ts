import type * as sdk from '@aws-sdk/client-ssm';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

/** The ARN of a parameter has one slash where its name begins with one (Systems Manager user guide). */
const inArn = (name: string) => name.replace(/^\//, '');
const ofParameter = ({ Name }: { Name: string }) => ({ parameter: inArn(Name) });
const ofParameters = ({ Names }: { Names: string[] }) => ({ parameter: Names.map(inArn) });
const ofResource = ({ ResourceId }: { ResourceId: string }) => ({ parameter: inArn(ResourceId) });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  AddTagsToResource: ofResource,
  DeleteParameter: ofParameter,
  DeleteParameters: ofParameters,
  GetParameter: ofParameter,
  GetParameters: ofParameters,
  GetParametersByPath: ({ Path }) => ({ parameter: inArn(Path) }),
  ListTagsForResource: ofResource,
  PutParameter: (input) => ({
    byAction: {
      'ssm:PutParameter': ofParameter(input),
      'ssm:AddTagsToResource': input.Tags === undefined ? undefined : ofParameter(input),
    },
  }),
  RemoveTagsFromResource: ofResource,
};

/** What conditions of policies may ask for. Guessed: they are there, and false, where the request leaves them out. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  PutParameter: ({ Overwrite = false }) => ({ 'ssm:Overwrite': String(Overwrite) }),
  GetParametersByPath: ({ Recursive = false }) => ({ 'ssm:Recursive': String(Recursive) }),
};
