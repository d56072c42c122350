import { templateParameters, thingAttributes, type FleetNames } from '@fleet/fleet-contract';

/** `{ "Ref": … }` to a parameter. */
interface Ref {
  readonly Ref: string;
}

/** The body of a fleet provisioning template (developer guide, provision-template). */
export interface ProvisioningTemplateBody {
  readonly Parameters: Readonly<Record<string, { readonly Type: 'String' }>>;
  readonly Resources: {
    readonly thing: {
      readonly Type: 'AWS::IoT::Thing';
      readonly Properties: {
        readonly ThingName: Ref;
        readonly AttributePayload: Readonly<Record<string, Ref>>;
        readonly ThingGroups: readonly string[];
        readonly ThingTypeName?: string;
      };
      /** What happens to a thing that exists. */
      readonly OverrideSettings: {
        readonly AttributePayload: 'MERGE';
        readonly ThingGroups: 'MERGE';
        readonly ThingTypeName: 'DO_NOTHING' | 'REPLACE';
      };
    };
    readonly certificate: {
      readonly Type: 'AWS::IoT::Certificate';
      readonly Properties: {
        readonly CertificateId: Ref;
        readonly Status: 'Active';
        readonly ThingPrincipalType: 'EXCLUSIVE_THING';
      };
    };
    readonly policy: {
      readonly Type: 'AWS::IoT::Policy';
      readonly Properties: { readonly PolicyName: string };
    };
  };
}

/** Longest template body in bytes (CreateProvisioningTemplate, templateBody). */
export const templateBodyLimit = 10_240;

export class TemplateTooLargeError extends Error {
  override readonly name = 'TemplateTooLargeError';

  constructor(
    readonly templateName: string,
    readonly size: number,
  ) {
    super(`The template ${templateName} has ${size} bytes; AWS IoT takes at most ${templateBodyLimit}.`);
  }
}

const certificateIdParameter = 'AWS::IoT::Certificate::Id';

/** Attributes of a fleet's own, by the parameters whose values they keep. */
export type OwnAttributes = Readonly<Record<string, string>>;

/** The template through which a claim certificate's device becomes a thing. */
export function provisioningTemplate(names: FleetNames, own: OwnAttributes = {}): ProvisioningTemplateBody {
  const body = templateBody(names);
  const parameters = Object.keys(own);
  return requireTemplateSize(
    names.provisioningTemplate,
    parameters.length === 0 ? body : withAttributes(body, names, own),
  );
}

/**
 * A thing with attributes of its fleet's own is of the fleet's type, also one that exists: without a type it has room for
 * three attributes, and two are taken (documented: service endpoints and quotas, AWS IoT thing resource limits).
 */
function withAttributes(
  body: ProvisioningTemplateBody,
  names: FleetNames,
  own: OwnAttributes,
): ProvisioningTemplateBody {
  const { thing } = body.Resources;
  const payload = Object.entries(own).map(([parameter, attribute]): [string, Ref] => [
    attribute,
    { Ref: parameter },
  ]);
  return {
    Parameters: { ...body.Parameters, ...declared(Object.keys(own)) },
    Resources: {
      ...body.Resources,
      thing: {
        ...thing,
        Properties: {
          ...thing.Properties,
          AttributePayload: { ...thing.Properties.AttributePayload, ...Object.fromEntries(payload) },
          ThingTypeName: names.thingType,
        },
        OverrideSettings: { ...thing.OverrideSettings, ThingTypeName: 'REPLACE' },
      },
    },
  };
}

function declared(parameters: readonly string[]): ProvisioningTemplateBody['Parameters'] {
  return Object.fromEntries(parameters.map((name) => [name, { Type: 'String' }]));
}

/**
 * The template through which a thing gets its next certificate. It says the same as the provisioning template:
 * what differs is who may use it, and the hook that decides.
 */
export function rotationTemplate(names: FleetNames): ProvisioningTemplateBody {
  return requireTemplateSize(names.rotationTemplate, templateBody(names));
}

/** @throws TemplateTooLargeError */
export function requireTemplateSize<Body>(templateName: string, body: Body): Body {
  const size = new TextEncoder().encode(JSON.stringify(body)).byteLength;
  if (size > templateBodyLimit) {
    throw new TemplateTooLargeError(templateName, size);
  }
  return body;
}

function templateBody(names: FleetNames): ProvisioningTemplateBody {
  const { serialNumber, modelType, certDate } = templateParameters;
  const parameters = [serialNumber, modelType, certDate, certificateIdParameter];
  return {
    Parameters: declared(parameters),
    Resources: {
      thing: {
        Type: 'AWS::IoT::Thing',
        Properties: {
          ThingName: { Ref: serialNumber },
          AttributePayload: {
            [thingAttributes.certIssuance]: { Ref: certDate },
            [thingAttributes.modelType]: { Ref: modelType },
          },
          ThingGroups: [names.thingGroup],
        },
        // MERGE, because an existing thing must be in the fleet's group too (every sweep looks only there), and
        // keeps its other groups and attributes. Its type is its operator's: without one it has room for three
        // attributes, with one for fifty.
        OverrideSettings: { AttributePayload: 'MERGE', ThingGroups: 'MERGE', ThingTypeName: 'DO_NOTHING' },
      },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        // No other thing can have the certificate (documented: developer guide, exclusive-thing; in a template:
        // provision-wo-cert).
        Properties: {
          CertificateId: { Ref: certificateIdParameter },
          Status: 'Active',
          ThingPrincipalType: 'EXCLUSIVE_THING',
        },
      },
      // By name: with a document, every template version would leave a policy of its own behind.
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: names.productionPolicy } },
    },
  };
}
