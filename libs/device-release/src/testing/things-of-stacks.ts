import assert from 'node:assert/strict';
import {
  CertificateStateException,
  DeleteConflictException,
  IoT,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import * as z from 'zod';

const request = z.object({
  thingName: z.string().default(''),
  certificateId: z.string().default(''),
  principal: z.string().default(''),
  target: z.string().default(''),
  policyName: z.string().default(''),
  thingGroupName: z.string().default(''),
  templateName: z.string().default(''),
  attributePayload: z.object({ attributes: z.record(z.string(), z.string()) }).optional(),
});
type Request = z.infer<typeof request>;

export interface TestCertificate {
  status: 'ACTIVE' | 'INACTIVE';
  readonly policies: Set<string>;
}

export interface TestThing {
  attributes: Record<string, string>;
  readonly groups: Set<string>;
  readonly certificates: Set<string>;
}

const arnPrefix = 'arn:aws:iot:us-east-1:123456789012:cert/';

/** A certificate's id, made of a letter so that tests can be read. */
export const idOf = (letter: string): string => letter.repeat(64);

/** AWS IoT's registry behind the real SDK client: things, their certificates, and the policies of those. */
export class ThingsOfStacks {
  readonly things = new Map<string, TestThing>();
  readonly certificates = new Map<string, TestCertificate>();
  readonly policies = new Set<string>();
  /** In how many listings of a group a thing is still shown that has left it. */
  readonly lingering = new Map<string, number>();
  readonly client = new IoT({ region: 'us-east-1' });
  /** Of the templates, those that are closed. */
  readonly closed = new Set<string>();

  constructor() {
    this.client.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) => {
          assert(commandName !== undefined, 'The SDK says which command it carries out');
          return Promise.resolve().then(() => ({
            response: {},
            output: {
              $metadata: {},
              ...this.answer(commandName.replace(/Command$/, ''), request.parse(input)),
            },
          }));
        },
      { step: 'initialize', priority: 'high' },
    );
  }

  addCertificate(letter: string, thingName: string | undefined, ...policies: string[]): void {
    this.certificates.set(idOf(letter), { status: 'ACTIVE', policies: new Set(policies) });
    if (thingName !== undefined) {
      this.thing({ thingName }).certificates.add(idOf(letter));
    }
  }

  addThing(thingName: string, attributes: Record<string, string>, ...groups: string[]): void {
    this.things.set(thingName, { attributes, groups: new Set(groups), certificates: new Set() });
  }

  private answer(command: string, input: Request): object {
    switch (command) {
      case 'DescribeThing':
        return { attributes: this.thing(input).attributes };
      case 'ListThingPrincipals':
        return { principals: [...this.thing(input).certificates].map((id) => arnPrefix + id) };
      case 'DescribeCertificate': {
        const { certificateId } = input;
        const { status } = this.certificate(certificateId);
        return {
          certificateDescription: { certificateId, certificateArn: arnPrefix + certificateId, status },
        };
      }
      case 'ListAttachedPolicies': {
        const { policies } = this.certificate(input.target.replace(arnPrefix, ''));
        return { policies: [...policies].map((policyName) => ({ policyName })) };
      }
      case 'ListThingsInThingGroup':
        return { things: this.listed(input.thingGroupName) };
      case 'ListThingGroupsForThing':
        return { thingGroups: [...this.thing(input).groups].map((groupName) => ({ groupName })) };
      case 'ListPrincipalThings': {
        const id = input.principal.replace(arnPrefix, '');
        return { things: this.thingsWhere(({ certificates }) => certificates.has(id)) };
      }
      case 'ListTargetsForPolicy': {
        const carrying = [...this.certificates].filter(([, { policies }]) => policies.has(input.policyName));
        return { targets: carrying.map(([id]) => arnPrefix + id) };
      }
      default:
        this.change(command, input);
        return {};
    }
  }

  private listed(group: string): string[] {
    const members = this.thingsWhere(({ groups }) => groups.has(group));
    const shown = [...this.lingering].filter(([, left]) => left > 0).map(([name]) => name);
    this.lingering.forEach((left, name) => this.lingering.set(name, left - 1));
    return [...new Set([...members, ...shown])];
  }

  private thingsWhere(fits: (thing: TestThing) => boolean): string[] {
    return [...this.things].filter(([, thing]) => fits(thing)).map(([name]) => name);
  }

  private change(command: string, input: Request): void {
    switch (command) {
      case 'AttachPolicy':
        if (!this.policies.has(input.policyName)) {
          throw notFound(input.policyName);
        }
        this.certificate(input.target.replace(arnPrefix, '')).policies.add(input.policyName);
        return;
      case 'DetachPolicy':
        this.certificate(input.target.replace(arnPrefix, '')).policies.delete(input.policyName);
        return;
      case 'DetachThingPrincipal':
        this.thing(input).certificates.delete(input.principal.replace(arnPrefix, ''));
        return;
      case 'RemoveThingFromThingGroup':
        this.thing(input).groups.delete(input.thingGroupName);
        return;
      case 'UpdateCertificate':
        this.certificate(input.certificateId).status = 'INACTIVE';
        return;
      case 'UpdateThing': {
        const merged = { ...this.thing(input).attributes, ...input.attributePayload?.attributes };
        this.thing(input).attributes = Object.fromEntries(
          Object.entries(merged).filter(([, value]) => value !== ''),
        );
        return;
      }
      case 'UpdateProvisioningTemplate':
        this.closed.add(input.templateName);
        return;
      case 'DeleteThing':
        this.things.delete(input.thingName);
        return;
      case 'DeleteCertificate':
        this.delete(input.certificateId);
        return;
      default:
        throw new Error(`This registry has no script for ${command}`);
    }
  }

  private delete(certificateId: string): void {
    if (this.certificate(certificateId).status === 'ACTIVE') {
      throw new CertificateStateException({ message: 'it is ACTIVE', $metadata: {} });
    }
    if ([...this.things.values()].some(({ certificates }) => certificates.has(certificateId))) {
      throw new DeleteConflictException({ message: 'it has a thing', $metadata: {} });
    }
    this.certificates.delete(certificateId);
  }

  private thing({ thingName }: Pick<Request, 'thingName'>): TestThing {
    const thing = this.things.get(thingName);
    if (thing === undefined) {
      throw notFound(thingName);
    }
    return thing;
  }

  private certificate(certificateId: string): TestCertificate {
    const certificate = this.certificates.get(certificateId);
    if (certificate === undefined) {
      throw notFound(certificateId);
    }
    return certificate;
  }
}

function notFound(what: string): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: `${what} not found`, $metadata: {} });
}
