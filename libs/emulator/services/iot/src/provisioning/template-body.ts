import * as z from 'zod';

const parameterNamePattern = /^[a-zA-Z0-9_:-]{1,128}$/;

/** A value of a template before its functions are evaluated: JSON without null. */
export type Expression =
  string | number | boolean | readonly Expression[] | { readonly [key: string]: Expression };

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(expression), z.record(z.string(), expression)]),
);

const onExisting = z.enum(['DO_NOTHING', 'REPLACE', 'FAIL']);
const onExistingList = z.enum(['DO_NOTHING', 'REPLACE', 'FAIL', 'MERGE']);

export type OnExisting = z.output<typeof onExistingList>;

const thing = z.strictObject({
  Type: z.literal('AWS::IoT::Thing'),
  Properties: z.strictObject({
    ThingName: expression,
    AttributePayload: z.record(z.string(), expression).optional(),
    ThingTypeName: expression.optional(),
    ThingGroups: expression.optional(),
    BillingGroup: expression.optional(),
  }),
  OverrideSettings: z
    .strictObject({
      AttributePayload: onExistingList.optional(),
      ThingTypeName: onExisting.optional(),
      ThingGroups: onExistingList.optional(),
    })
    .optional(),
});

const certificate = z.strictObject({
  Type: z.literal('AWS::IoT::Certificate'),
  Properties: z.strictObject({
    CertificateId: expression,
    Status: expression.optional(),
    ThingPrincipalType: expression.optional(),
  }),
  OverrideSettings: z.strictObject({ Status: onExisting.optional() }).optional(),
});

const policy = z.strictObject({
  Type: z.literal('AWS::IoT::Policy'),
  Properties: z.union(
    [z.strictObject({ PolicyName: expression }), z.strictObject({ PolicyDocument: expression })],
    { error: 'must have either PolicyName or PolicyDocument' },
  ),
});

/** What a fleet provisioning template is made of (developer guide: provision-template). */
export const templateBody = z.strictObject({
  Parameters: z
    .record(
      z.string().regex(parameterNamePattern),
      z.strictObject({ Type: z.literal('String'), Default: z.string().optional() }),
    )
    .default({}),
  Mappings: z
    .record(
      z.string(),
      z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
    )
    .default({}),
  Resources: z.record(z.string(), z.discriminatedUnion('Type', [thing, certificate, policy])),
  DeviceConfiguration: z.record(z.string(), expression).default({}),
});

export type ThingResource = z.output<typeof thing>;
export type CertificateResource = z.output<typeof certificate>;
export type PolicyResource = z.output<typeof policy>;
export type TemplateBody = z.output<typeof templateBody>;
