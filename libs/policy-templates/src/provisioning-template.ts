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
      };
      /** What happens to a thing that exists. */
      readonly OverrideSettings: {
        readonly AttributePayload: 'MERGE';
        readonly ThingGroups: 'MERGE';
        readonly ThingTypeName: 'DO_NOTHING';
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

/** The template through which a claim certificate's device becomes a thing. */
export function provisioningTemplate(names: FleetNames): ProvisioningTemplateBody {
  return requireTemplateSize(names.provisioningTemplate, templateBody(names));
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
    Parameters: Object.fromEntries(parameters.map((name) => [name, { Type: 'String' }])),
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
