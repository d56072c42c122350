import { isDeepStrictEqual } from 'node:util';
import type { StackResource, StackTemplate } from './assembly';

/** A call of AWS that fails, by the number that it has among those of its kind. */
export interface FailurePoint {
  readonly title: string;
  readonly point: string;
  readonly from: number;
}

interface Change {
  readonly id: string;
  readonly before: StackResource | undefined;
  readonly after: StackResource;
}

/** What the functions behind the custom resources ask first, by the type of the resource. */
const askedByCustomResource: Readonly<Record<string, string>> = {
  'Custom::FleetClaims': 'api:iot:DescribeEndpoint',
  'Custom::FleetIndexing': 'api:iot:GetIndexingConfiguration',
  'Custom::FleetOldVersions': 'api:iot:ListProvisioningTemplateVersions',
};

/** What CloudFormation asks for when a resource changes, where it asks the same about each. */
const askedByCloudFormation: Readonly<
  Record<string, readonly (readonly [point: string, concerns: (change: Change) => boolean])[]>
> = {
  'AWS::Lambda::Function': [
    ['api:lambda:UpdateFunctionCode', isUpdate],
    ['api:lambda:CreateFunction', (change) => !isUpdate(change)],
  ],
  'AWS::IoT::ProvisioningTemplate': [
    ['api:iot:UpdateProvisioningTemplate', isUpdate],
    ['api:iot:CreateProvisioningTemplateVersion', changes('TemplateBody')],
  ],
  'AWS::IoT::Policy': [['api:iot:CreatePolicyVersion', changes('PolicyDocument')]],
  'AWS::IoT::TopicRule': [
    ['api:iot:ReplaceTopicRule', isUpdate],
    ['api:iot:CreateTopicRule', (change) => !isUpdate(change)],
  ],
};

/** Where a deploy of `after` over `before` can fail: at each function, template, policy, rule and custom resource. */
export function failurePoints(before: StackTemplate, after: StackTemplate): readonly FailurePoint[] {
  const changes = changesOf(before, after);
  const custom = changes.flatMap(({ id, after: { Type: type } }) => {
    const point = askedByCustomResource[type];
    if (point === undefined && type.startsWith('Custom::')) {
      throw new Error(`${id}: say what the function behind ${type} asks first, so that it can fail`);
    }
    return point === undefined ? [] : [{ title: `custom resource ${id}`, point, from: 1 }];
  });
  const others = Object.entries(askedByCloudFormation).flatMap(([type, points]) =>
    points.flatMap(([point, concerns]) =>
      changes
        .filter((change) => change.after.Type === type && concerns(change))
        .map((_change, index) => ({ title: `${type} ${index + 1}`, point, from: index + 1 })),
    ),
  );
  return [...custom, ...others];
}

function changesOf(before: StackTemplate, after: StackTemplate): readonly Change[] {
  return Object.entries(after.Resources)
    .map(([id, resource]) => ({ id, before: before.Resources[id], after: resource }))
    .filter((change) => !isDeepStrictEqual(change.before?.Properties, change.after.Properties));
}

function isUpdate({ before }: Change): boolean {
  return before !== undefined;
}

function changes(property: string): (change: Change) => boolean {
  return ({ before, after }) =>
    before !== undefined && !isDeepStrictEqual(before.Properties[property], after.Properties[property]);
}
