import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const jsonObject = z.record(z.string(), z.unknown());
const logicalName = z.string().regex(/^[A-Za-z0-9]{1,255}$/, 'a name has 1 to 255 letters and digits');

const parameterDeclaration = z.strictObject({
  Type: z.string(),
  Default: z.unknown().optional(),
  Description: z.string().optional(),
  AllowedValues: z.array(scalar).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z.union([z.boolean(), z.stringbool()]).optional(),
});

const deletionPolicy = z.enum(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);

const resourceDeclaration = z.strictObject({
  Type: z.string(),
  Properties: jsonObject.optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  Metadata: z.unknown().optional(),
  DeletionPolicy: deletionPolicy.optional(),
  UpdateReplacePolicy: deletionPolicy.exclude(['RetainExceptOnCreate']).optional(),
});

const outputDeclaration = z.strictObject({
  Value: z.unknown(),
  Description: z.string().optional(),
  Condition: z.string().optional(),
  Export: z.strictObject({ Name: z.unknown() }).optional(),
});

const ruleDeclaration = z.strictObject({
  RuleCondition: z.unknown().optional(),
  Assertions: z.array(z.strictObject({ Assert: z.unknown(), AssertDescription: z.string().optional() })),
});

const named = <T extends z.ZodType>(declaration: T) => z.record(logicalName, declaration).default({});

/** Every part that a template may have. A part or attribute that is not listed is refused by name. */
export const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().max(1024).optional(),
  Metadata: jsonObject.optional(),
  Parameters: named(parameterDeclaration),
  Mappings: named(z.record(z.string(), jsonObject)),
  Conditions: named(z.unknown()),
  Rules: named(ruleDeclaration),
  Resources: z
    .record(logicalName, resourceDeclaration)
    .refine(
      (resources) => Object.keys(resources).length > 0,
      'At least one Resources member must be defined.',
    ),
  Outputs: named(outputDeclaration),
});

export type Template = z.infer<typeof templateSchema>;
export type ParameterDeclaration = Template['Parameters'][string];
export type ResourceDeclaration = Template['Resources'][string];

/** What happens to a resource that the template no longer names. */
export function deletionPolicyOf(resource: ResourceDeclaration): z.infer<typeof deletionPolicy> {
  return resource.DeletionPolicy ?? 'Delete';
}

export function dependsOn(resource: ResourceDeclaration): readonly string[] {
  if (resource.DependsOn === undefined) {
    return [];
  }
  return typeof resource.DependsOn === 'string' ? [resource.DependsOn] : resource.DependsOn;
}
