import assert from 'node:assert/strict';
import {
  CertificateStateException,
  DeleteConflictException,
  InvalidRequestException,
  IoTClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import * as z from 'zod';
import { foundBy, type IndexedThing } from './scripted-index';

const request = z.object({
  thingName: z.string().default(''),
  certificateId: z.string().default(''),
  principal: z.string().default(''),
  target: z.string().default(''),
  policyName: z.string().default(''),
  thingGroupName: z.string().default(''),
  newStatus: z.enum(['ACTIVE', 'INACTIVE', 'REVOKED']).default('INACTIVE'),
  marker: z.string().optional(),
  nextToken: z.string().optional(),
  queryString: z.string().default(''),
  attributePayload: z.object({ attributes: z.record(z.string(), z.string()) }).optional(),
});
type Request = z.infer<typeof request>;

export type Status = 'ACTIVE' | 'INACTIVE' | 'REVOKED' | 'PENDING_ACTIVATION';

interface Thing {
  attributes: Record<string, string>;
  readonly groups: Set<string>;
  readonly certificates: Set<string>;
  connected?: boolean;
}

const arnPrefix = 'arn:aws:iot:us-east-1:123456789012:cert/';

/** A certificate's id, made of a letter so that tests can be read. */
export const idOf = (letter: string): string => letter.repeat(64);
export const arnOf = (letter: string): string => arnPrefix + idOf(letter);

/**
 * A registry behind the real SDK client that answers what this program asks and nothing else. What AWS IoT makes
 * of it is shown by the end-to-end tests.
 */
export class ScriptedIot {
  readonly things = new Map<string, Thing>();
  readonly certificates = new Map<string, { status: Status; creationDate: Date }>();
  readonly policies = new Map<string, Set<string>>();
  /** Things by their names that the fleet index has other than the registry; undefined for those that it lacks. */
  readonly outdated = new Map<string, IndexedThing | undefined>();
  /** Names of the commands that changed something. */
  readonly changes: string[] = [];
  /** Called before a command is carried out: throw a fault, or change what there is. */
  before: (command: string, input: Request) => void = () => undefined;

  readonly client = new IoTClient({ region: 'us-east-1' });

  constructor() {
    this.client.middlewareStack.add(
      (_next, { commandName }) =>
        async ({ input }) => {
          assert(commandName !== undefined, 'The SDK says which command it carries out');
          const command = commandName.replace(/Command$/, '');
          const parsed = request.parse(input);
          this.before(command, parsed);
          return Promise.resolve({
            response: {},
            output: { $metadata: {}, ...this.answer(command, parsed) },
          });
        },
      { step: 'initialize', priority: 'high' },
    );
  }

  /** A certificate of one letter, attached to things that are made with it. */
  addCertificate(letter: string, status: Status, ...thingNames: string[]): void {
    this.certificates.set(idOf(letter), { status, creationDate: new Date('2024-05-01T08:00:00.000Z') });
    for (const thingName of thingNames) {
      const thing = this.things.get(thingName) ?? this.addThing(thingName);
      thing.certificates.add(idOf(letter));
    }
  }

  addThing(thingName: string, attributes: Record<string, string> = {}): Thing {
    const thing = { attributes, groups: new Set<string>(), certificates: new Set<string>() };
    this.things.set(thingName, thing);
    return thing;
  }

  statusOf(letter: string): Status | undefined {
    return this.certificates.get(idOf(letter))?.status;
  }

  private answer(command: string, input: Request): object {
    switch (command) {
      case 'DescribeThing':
        return { attributes: this.thing(input).attributes };
      case 'ListThingGroupsForThing':
        return { thingGroups: [...this.thing(input).groups].map((groupName) => ({ groupName })) };
      case 'ListThingPrincipals':
        return { principals: [...this.thing(input).certificates].map((id) => arnPrefix + id) };
      case 'ListPrincipalThings':
        return { things: this.thingsWith(input.principal.replace(arnPrefix, '')) };
      case 'DescribeCertificate': {
        const { certificateId } = input;
        const certificateArn = arnPrefix + certificateId;
        return { certificateDescription: { certificateId, certificateArn, ...this.certificate(input) } };
      }
      case 'ListAttachedPolicies':
        return {
          policies: [...this.policies]
            .filter(([, targets]) => targets.has(input.target))
            .map(([policyName]) => ({ policyName })),
        };
      case 'ListTargetsForPolicy':
        return this.targets(input);
      case 'ListThingsInThingGroup':
        return this.paged('things', this.namesIn(input.thingGroupName), input.nextToken);
      case 'GetStatistics':
        return { statistics: { count: this.found(input).length } };
      case 'SearchIndex':
        return this.paged('things', this.found(input), input.nextToken);
      case 'GetIndexingConfiguration':
        return { thingIndexingConfiguration: { thingIndexingMode: 'OFF' } };
      default:
        return this.change(command, input);
    }
  }

  private change(command: string, input: Request): object {
    this.changes.push(command);
    switch (command) {
      case 'UpdateCertificate':
        this.certificate(input).status = input.newStatus;
        return {};
      case 'DeleteCertificate':
        if (this.certificate(input).status === 'ACTIVE') {
          throw new CertificateStateException({ message: 'It is ACTIVE', $metadata: {} });
        }
        if (this.thingsWith(input.certificateId).length > 0) {
          throw new DeleteConflictException({ message: 'It is attached to a thing', $metadata: {} });
        }
        this.certificates.delete(input.certificateId);
        this.policies.forEach((targets) => targets.delete(arnPrefix + input.certificateId));
        return {};
      case 'DeleteThing':
        if (this.thing(input).certificates.size > 0) {
          throw new InvalidRequestException({ message: 'It has principals', $metadata: {} });
        }
        this.things.delete(input.thingName);
        return {};
      case 'DetachThingPrincipal':
        this.thing(input).certificates.delete(input.principal.replace(arnPrefix, ''));
        return {};
      case 'DetachPolicy':
        this.policies.get(input.policyName)?.delete(input.target);
        return {};
      case 'UpdateThing': {
        const merged = { ...this.thing(input).attributes, ...input.attributePayload?.attributes };
        this.thing(input).attributes = Object.fromEntries(
          Object.entries(merged).filter(([, value]) => value !== ''),
        );
        return {};
      }
      case 'AttachPolicy':
        this.policies.set(
          input.policyName,
          new Set([...(this.policies.get(input.policyName) ?? []), input.target]),
        );
        return {};
      case 'RemoveThingFromThingGroup':
        this.thing(input).groups.delete(input.thingGroupName);
        return {};
      case 'AddThingToThingGroup':
        this.thing(input).groups.add(input.thingGroupName);
        return {};
      default:
        throw new Error(`This registry has no script for ${command}`);
    }
  }

  private targets({ policyName, marker }: Request): object {
    const targets = this.policies.get(policyName);
    if (targets === undefined) {
      throw notFound(policyName);
    }
    return this.paged('targets', [...targets], marker, 'nextMarker');
  }

  /** Two a page, so that code that reads only the first page fails. */
  private paged(
    member: string,
    all: readonly unknown[],
    from: string | undefined,
    next = 'nextToken',
  ): object {
    const begin = Number(from ?? 0);
    const page = { [member]: all.slice(begin, begin + 2) };
    return begin + 2 < all.length ? { ...page, [next]: String(begin + 2) } : page;
  }

  private namesIn(group: string): readonly string[] {
    return [...this.things].filter(([, { groups }]) => groups.has(group)).map(([name]) => name);
  }

  private found({ queryString }: Request): readonly object[] {
    const indexed = new Map<string, IndexedThing | undefined>([...this.things, ...this.outdated]);
    return foundBy(queryString, indexed);
  }

  private thingsWith(certificateId: string): string[] {
    return [...this.things]
      .filter(([, { certificates }]) => certificates.has(certificateId))
      .map(([name]) => name);
  }

  private thing({ thingName }: Request): Thing {
    const thing = this.things.get(thingName);
    if (thing === undefined) {
      throw notFound(thingName);
    }
    return thing;
  }

  private certificate({ certificateId }: Request): { status: Status } {
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
