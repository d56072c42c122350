import * as z from 'zod';
import type { StackResource, StackTemplate } from './assembly';

const policyDocument = z.looseObject({ Statement: z.array(z.looseObject({})) });
const templateBody = z.looseObject({ Parameters: z.record(z.string(), z.unknown()) });

/** A template whose policies and provisioning templates all have another document, as a release may have them. */
export function withChangedDocuments(template: StackTemplate, number: number): StackTemplate {
  return changed(template, {
    'AWS::IoT::Policy': (properties) => {
      const { Statement, ...document } = policyDocument.parse(properties['PolicyDocument']);
      const [first, ...others] = Statement;
      const named = [{ ...first, Sid: `Release${number}` }, ...others];
      return { ...properties, PolicyDocument: { ...document, Statement: named } };
    },
    'AWS::IoT::ProvisioningTemplate': (properties) => {
      const body = templateBody.parse(JSON.parse(z.string().parse(properties['TemplateBody'])));
      const parameters = { ...body.Parameters, [`Release${number}`]: { Type: 'String', Default: '' } };
      return { ...properties, TemplateBody: JSON.stringify({ ...body, Parameters: parameters }) };
    },
    'Custom::FleetOldVersions': (properties) => ({ ...properties, Documents: `of release ${number}` }),
    // It comes last of all: whatever fails before, and rolls back, has changed the documents.
    'Custom::FleetClaims': (properties) => ({ ...properties, GraceDays: String(14 + number) }),
  });
}

/** A template as it was before there was a custom resource that makes room for versions. */
export function withoutRoomForVersions(template: StackTemplate): StackTemplate {
  const [id] = Object.entries(template.Resources).find(([, { Type: type }]) => type === roomType) ?? [];
  const resources = Object.entries(template.Resources)
    .filter(([, { Type: type }]) => type !== roomType)
    .map(([name, resource]): [string, StackResource] => {
      const before = z.array(z.string()).optional().parse(resource['DependsOn']);
      const left = before?.filter((other) => other !== id);
      return [
        name,
        left === undefined || left.length === 0 ? without(resource) : { ...resource, DependsOn: left },
      ];
    });
  return { ...template, Resources: Object.fromEntries(resources) };
}

const roomType = 'Custom::FleetOldVersions';

function without({ DependsOn: _before, ...resource }: StackResource): StackResource {
  return resource;
}

type Change = (properties: StackResource['Properties']) => StackResource['Properties'];

function changed(template: StackTemplate, changes: Readonly<Record<string, Change>>): StackTemplate {
  const resources = Object.entries(template.Resources).map(([id, resource]): [string, StackResource] => {
    const change = changes[resource.Type];
    return [id, change === undefined ? resource : { ...resource, Properties: change(resource.Properties) }];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
