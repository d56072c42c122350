import type {
  AttachedThing,
  CompiledPolicies,
  ConnectionCertificate,
  PolicyContext,
} from '@fleet/iot-policy';
import { compilePolicies, connectionContext, evaluate } from '@fleet/iot-policy';
import type { Observation } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import { defined } from '@fleet/optional-members';
import type { Arns } from '../arns';
import { BoundedMap } from '../bounded-map';
import { deviceReaders } from '../consistency/changes-in-flight';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import type { ThingPrincipal } from '../registry/thing-principal-repository';
import type { Thing, ThingRepository } from '../registry/thing-repository';
import type { AuthorizationRequest } from './authorization';
import { certificateNames } from './certificate-names';
import { RightsChanges } from './rights-changes';
import type { RightsSource } from './rights-changes';
import { SeenRegistry } from './seen-registry';
import type { SeenRegistryParts } from './seen-registry';

const mostCertificates = 20_000;
const mostCombinations = 2_000;
/** More groups than a thing can be in. */
const wholePage = 250;

export interface AuthorizerParts extends SeenRegistryParts {
  readonly clock: Clock;
  readonly arns: Arns;
  readonly things: ThingRepository;
  readonly groups: ThingGroupRepository;
}

type Principal = AuthorizationRequest['principal'];

interface ConnectionRights extends RightsSource {
  readonly clientId: string;
  readonly sourceIp: string | undefined;
  readonly domainName: string | undefined;
  /** Whether they hold until that state changes: no change is on its way to this connection. */
  readonly isSettled: boolean;
  readonly policies: CompiledPolicies;
  readonly context: PolicyContext;
}

/** A policy that is in force for a connection. */
export interface EffectivePolicy {
  readonly policyName: string;
  readonly document: string;
}

/**
 * Decides for every connect, publish, subscription and delivery. What a connection may do is put together once
 * and kept until something changes that it was put together from.
 */
export class Authorizer {
  readonly changes = new RightsChanges();
  /** By the principal that the handshake of a connection made: what is known of a connection goes with it. */
  private readonly connections = new WeakMap<Principal, ConnectionRights>();
  /** When each sent its last CONNECT, in milliseconds since the epoch. */
  private readonly connectedAt = new WeakMap<Principal, number>();
  private readonly names = new BoundedMap<string, ConnectionCertificate>(mostCertificates);
  /** By the texts of their documents: the devices of a fleet have the same policies, and share them compiled. */
  private readonly compiled = new BoundedMap<string, CompiledPolicies>(mostCombinations);

  constructor(private readonly parts: AuthorizerParts) {}

  allows(request: AuthorizationRequest): boolean {
    const rights = this.rightsOf(request);
    if (rights === undefined) {
      return false;
    }
    const resource = this.parts.arns.mqtt(request.resource.type, request.resource.name);
    return evaluate(rights.policies, { action: request.action, resource, context: rights.context }).allowed;
  }

  /** The policies of a certificate, and those of the groups of the thing that it connects as. */
  effectivePolicies(certificateId: string, thingName: string | undefined): EffectivePolicy[] {
    // Guessed: who asks for them by the API sees them as a CONNECT does.
    return this.policiesSeen(this.seenBy([this.now(deviceReaders.connect)]), certificateId, thingName);
  }

  private policiesSeen(
    registry: SeenRegistry,
    certificateId: string,
    thingName: string | undefined,
  ): EffectivePolicy[] {
    const targets = [this.parts.arns.certificate(certificateId), ...this.groupArnsOf(thingName)];
    const names = new Set(targets.flatMap((target) => registry.policiesOf(target)));
    return [...names].flatMap((policyName) => {
      const document = registry.documentOf(policyName);
      return document === undefined ? [] : [{ policyName, document }];
    });
  }

  private rightsOf(request: AuthorizationRequest): ConnectionRights | undefined {
    const { principal } = request;
    if (request.action === 'iot:Connect') {
      this.connectedAt.set(principal, this.parts.clock.nowMillis());
    }
    const kept = this.connections.get(principal);
    if (kept?.isSettled === true && isOf(request, kept) && !this.changes.haveComeTo(kept)) {
      return kept;
    }
    const rights = this.readRights(request, this.seenBy(this.observationsOf(request)));
    if (rights !== undefined) {
      this.connections.set(principal, rights);
    }
    return rights;
  }

  /** A connection does not forget what its CONNECT saw. */
  private observationsOf({
    action,
    principal,
  }: AuthorizationRequest): readonly [Observation, ...Observation[]] {
    if (action === 'iot:Connect') {
      return [this.now(deviceReaders.connect)];
    }
    const connectedAt = this.connectedAt.get(principal);
    const atConnect = connectedAt === undefined ? [] : [{ reader: deviceReaders.connect, at: connectedAt }];
    return [this.now(deviceReaders.connected), ...atConnect];
  }

  private now(reader: string): Observation {
    return { reader, at: this.parts.clock.nowMillis() };
  }

  private seenBy(observations: readonly [Observation, ...Observation[]]): SeenRegistry {
    return new SeenRegistry(this.parts, observations);
  }

  private readRights(request: AuthorizationRequest, registry: SeenRegistry): ConnectionRights | undefined {
    const { clientId, sourceIp, domainName } = request;
    const { certificateId } = request.principal;
    const readAt = this.changes.now();
    const certificate = registry.certificate(certificateId);
    if (certificate?.status !== 'ACTIVE') {
      return undefined;
    }
    const attachment = thingOf(registry, certificateId, clientId);
    const thing = attachment && this.parts.things.find(attachment.thingName);
    const documents = this.policiesSeen(registry, certificateId, thing?.thingName).map(
      ({ document }) => document,
    );
    const context = connectionContext({
      clientId,
      certificate: this.namesWhenAsked(certificateId, registry.isSettled ? undefined : certificate),
      attachedThings: thing === undefined ? [] : [attachedThing(thing, attachment)],
      ...defined({ sourceIp, domainName }),
    });
    return {
      clientId,
      sourceIp,
      domainName,
      certificateId,
      thingName: attachment?.thingName,
      readAt,
      isSettled: registry.isSettled,
      policies: this.compiledOf(documents),
      context,
    };
  }

  private groupArnsOf(thingName: string | undefined): string[] {
    if (thingName === undefined) {
      return [];
    }
    const names = this.parts.groups.groupsOf(thingName, undefined, wholePage).flatMap((name) => {
      const group = this.parts.groups.find(name);
      const above = group === undefined ? [] : this.parts.groups.ancestorsOf(group);
      return [name, ...above.map((each) => each.thingGroupName)];
    });
    return [...new Set(names)].map((name) => this.parts.arns.thingGroup(name));
  }

  /**
   * The names in a certificate, which few policies ask for.
   * @param seen where the registry may not have it any more; a connection keeps as little of it as it can
   */
  private namesWhenAsked(
    certificateId: string,
    seen: { readonly certificatePem: string } | undefined,
  ): () => ConnectionCertificate {
    const seenPem = seen?.certificatePem;
    return () => {
      const kept = this.names.get(certificateId);
      if (kept !== undefined) {
        return kept;
      }
      const names = certificateNames(seenPem ?? this.pemOf(certificateId));
      this.names.set(certificateId, names);
      return names;
    };
  }

  /** Rights that are settled are read anew when their certificate goes. */
  private pemOf(certificateId: string): string {
    const certificate = this.parts.certificates.find(certificateId);
    if (certificate === undefined) {
      throw new Error(`The certificate ${certificateId} went without a change of the rights that it gives.`);
    }
    return certificate.certificatePem;
  }

  private compiledOf(documents: readonly string[]): CompiledPolicies {
    const texts = JSON.stringify(documents);
    const kept = this.compiled.get(texts);
    if (kept !== undefined) {
      return kept;
    }
    const compiled = compilePolicies(documents);
    this.compiled.set(texts, compiled);
    return compiled;
  }
}

/** A connection has its client id from its CONNECT only. */
function isOf(request: AuthorizationRequest, rights: ConnectionRights): boolean {
  return (
    rights.clientId === request.clientId &&
    rights.sourceIp === request.sourceIp &&
    rights.domainName === request.domainName
  );
}

/** The thing a connection speaks for: the one it is named after, or the only one its certificate belongs to. */
function thingOf(
  registry: SeenRegistry,
  certificateId: string,
  clientId: string,
): ThingPrincipal | undefined {
  return registry.exclusiveThingOf(certificateId) ?? registry.attachment(clientId, certificateId);
}

function attachedThing(thing: Thing, attachment: ThingPrincipal | undefined): AttachedThing {
  return defined({
    name: thing.thingName,
    typeName: thing.thingTypeName,
    attributes: thing.attributes,
    exclusive: attachment?.type === 'EXCLUSIVE_THING',
  });
}
