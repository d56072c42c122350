import type * as sdk from '@aws-sdk/client-lambda';
import type { ActionConditionKeys, ActionResources, RequestContext } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { authorizationReference } from './authorization-reference';
import type { LambdaParts } from './lambda-parts';

interface FunctionReference {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/** The name in a name, an ARN or a part of one, with its qualifier. */
const ofFunction = ({ FunctionName, Qualifier }: FunctionReference) => {
  const name = FunctionName.replace(/^(?:arn:[^:]*:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?/, '');
  return { function: Qualifier === undefined ? name : `${name}:${Qualifier}` };
};
const ofMapping = ({ UUID }: { UUID: string }) => ({ eventSourceMapping: UUID });
/** Tags are asked for by the ARN of a mapping, or by any name of a function. */
const ofTagged = ({ Resource: resource }: { Resource: string }) =>
  resource.includes(':event-source-mapping:') ? { arn: resource } : ofFunction({ FunctionName: resource });

interface CodeReference {
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/** Who gives a function code in S3 has to be allowed to read it. */
const ofCode = ({ S3Bucket, S3Key, S3ObjectVersion: version }: CodeReference) => {
  if (S3Bucket === undefined || S3Key === undefined) {
    return {};
  }
  const code = { object: `${S3Bucket}/${S3Key}` };
  return { [version === undefined ? 's3:GetObject' : 's3:GetObjectVersion']: code };
};

const passed = (arn: string | undefined) => (arn === undefined ? undefined : { role: { arn } });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  AddPermission: ofFunction,
  CreateFunction: (input) => ({
    byAction: {
      'lambda:CreateFunction': ofFunction(input),
      'lambda:TagResource': input.Tags === undefined ? undefined : ofFunction(input),
      'iam:PassRole': passed(input.Role),
      ...ofCode(input.Code),
    },
  }),
  DeleteEventSourceMapping: ofMapping,
  DeleteFunction: ofFunction,
  DeleteFunctionConcurrency: ofFunction,
  DeleteFunctionEventInvokeConfig: ofFunction,
  GetEventSourceMapping: ofMapping,
  GetFunction: ofFunction,
  GetFunctionConcurrency: ofFunction,
  GetFunctionConfiguration: ofFunction,
  GetFunctionEventInvokeConfig: ofFunction,
  GetPolicy: ofFunction,
  Invoke: ofFunction,
  ListFunctionEventInvokeConfigs: ofFunction,
  ListTags: ofTagged,
  PutFunctionConcurrency: ofFunction,
  PutFunctionEventInvokeConfig: ofFunction,
  RemovePermission: ofFunction,
  TagResource: ofTagged,
  UntagResource: ofTagged,
  UpdateEventSourceMapping: ofMapping,
  UpdateFunctionCode: (input) => ({
    byAction: { 'lambda:UpdateFunctionCode': ofFunction(input), ...ofCode(input) },
  }),
  UpdateFunctionConfiguration: (input) => ({
    byAction: { 'lambda:UpdateFunctionConfiguration': ofFunction(input), 'iam:PassRole': passed(input.Role) },
  }),
  UpdateFunctionEventInvokeConfig: ofFunction,
};

const passedToLambda = ({ Role }: { Role?: string | undefined }) =>
  defined({ 'iam:PassedToService': Role === undefined ? undefined : 'lambda.amazonaws.com' });
const functionArn = (input: FunctionReference, { region, accountId }: RequestContext) => ({
  'lambda:FunctionArn': `arn:aws:lambda:${region}:${accountId}:function:${ofFunction(input).function}`,
});

/** What conditions of policies may ask for. */
export function actionConditionKeys({
  mappings,
  functions,
}: Pick<LambdaParts, 'mappings' | 'functions'>): ActionConditionKeys<typeof sdk> {
  const ofMapped = ({ UUID }: { UUID: string }) =>
    defined({ 'lambda:FunctionArn': mappings.find(UUID)?.functionArn });
  return {
    CreateFunction: passedToLambda,
    UpdateFunctionConfiguration: passedToLambda,
    CreateEventSourceMapping: functionArn,
    UpdateEventSourceMapping: ofMapped,
    GetEventSourceMapping: ofMapped,
    DeleteEventSourceMapping: ofMapped,
    AddPermission: ({ Principal }) => ({ 'lambda:Principal': Principal }),
    RemovePermission: (input) => defined({ 'lambda:Principal': principalOf(functions, input) }),
  };
}

/** To whom the statement that is removed gives the permission. */
function principalOf(
  functions: LambdaParts['functions'],
  input: FunctionReference & { readonly StatementId: string },
): string | undefined {
  const record = functions.find(ofFunction({ FunctionName: input.FunctionName }).function);
  const principal = record?.policy.find(({ Sid }) => Sid === input.StatementId)?.Principal;
  return principal === undefined || principal === '*' ? principal : Object.values(principal)[0];
}
