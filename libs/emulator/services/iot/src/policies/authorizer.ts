import type {
  AttachedThing,
  CompiledPolicies,
  ConnectionCertificate,
  PolicyContext,
  PolicyDocument,
} from '@fleet/iot-policy';
import { compilePolicies, connectionContext, evaluate, parsePolicyDocument } from '@fleet/iot-policy';
import { defined } from '@fleet/optional-members';
import type { Arns } from '../arns';
import { BoundedMap } from '../bounded-map';
import type { CertificateRepository } from '../certificates/certificate-repository';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import type { ThingPrincipal, ThingPrincipalRepository } from '../registry/thing-principal-repository';
import type { Thing, ThingRepository } from '../registry/thing-repository';
import type { AuthorizationRequest } from './authorization';
import { certificateNames } from './certificate-names';
import type { PolicyAttachmentRepository } from './policy-attachment-repository';
import type { PolicyRepository } from './policy-repository';

const mostConnections = 20_000;
const mostCertificates = 20_000;
const mostDocuments = 2_000;
/** More than a target can have attached, and more groups than a thing can be in. */
const wholePage = 250;

export interface AuthorizerParts {
  readonly arns: Arns;
  readonly certificates: CertificateRepository;
  readonly principals: ThingPrincipalRepository;
  readonly things: ThingRepository;
  readonly groups: ThingGroupRepository;
  readonly policies: PolicyRepository;
  readonly attachments: PolicyAttachmentRepository;
}

interface ConnectionRights {
  /** The state of the registry that they were read from. */
  readonly generation: number;
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
  private generation = 0;
  private readonly connections = new BoundedMap<string, ConnectionRights>(mostConnections);
  private readonly names = new BoundedMap<string, ConnectionCertificate>(mostCertificates);
  private readonly documents = new BoundedMap<string, PolicyDocument>(mostDocuments);

  constructor(private readonly parts: AuthorizerParts) {}

  /** To be called whenever certificates, attachments, policies, groups or things have changed. */
  invalidate(): void {
    this.generation += 1;
  }

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
    const targets = [this.parts.arns.certificate(certificateId), ...this.groupArnsOf(thingName)];
    const names = new Set(
      targets.flatMap((target) => this.parts.attachments.policiesOf(target, undefined, wholePage)),
    );
    return [...names].flatMap((policyName) => {
      const policy = this.parts.policies.find(policyName);
      const version = policy && this.parts.policies.findVersion(policyName, policy.defaultVersionId);
      return version === undefined ? [] : [{ policyName, document: version.document }];
    });
  }

  private rightsOf(request: AuthorizationRequest): ConnectionRights | undefined {
    const { clientId, sourceIp = '', domainName = '' } = request;
    const key = `${request.principal.certificateId}\n${sourceIp}\n${domainName}\n${clientId}`;
    const kept = this.connections.get(key);
    if (kept?.generation === this.generation) {
      return kept;
    }
    const rights = this.readRights(request);
    if (rights !== undefined) {
      this.connections.set(key, rights);
    }
    return rights;
  }

  private readRights(request: AuthorizationRequest): ConnectionRights | undefined {
    const { clientId, sourceIp, domainName } = request;
    const { certificateId } = request.principal;
    const certificate = this.parts.certificates.find(certificateId);
    if (certificate?.status !== 'ACTIVE') {
      return undefined;
    }
    const attachment = this.thingOf(certificateId, clientId);
    const thing = attachment && this.parts.things.find(attachment.thingName);
    const documents = this.effectivePolicies(certificateId, thing?.thingName).map(({ document }) =>
      this.parsed(document),
    );
    const context = connectionContext({
      clientId,
      certificate: this.namesOf(certificateId, certificate.certificatePem),
      attachedThings: thing === undefined ? [] : [attachedThing(thing, attachment)],
      ...defined({ sourceIp, domainName }),
    });
    return { generation: this.generation, policies: compilePolicies(documents), context };
  }

  /** The thing a connection speaks for: the one it is named after, or the only one its certificate belongs to. */
  private thingOf(certificateId: string, clientId: string): ThingPrincipal | undefined {
    const [exclusive] = this.parts.principals.ofCertificate(certificateId, undefined, 1, 'EXCLUSIVE_THING');
    return exclusive ?? this.parts.principals.find(clientId, certificateId);
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

  private namesOf(certificateId: string, pem: string): ConnectionCertificate {
    const kept = this.names.get(certificateId);
    if (kept !== undefined) {
      return kept;
    }
    const names = certificateNames(pem);
    this.names.set(certificateId, names);
    return names;
  }

  private parsed(document: string): PolicyDocument {
    const kept = this.documents.get(document);
    if (kept !== undefined) {
      return kept;
    }
    const parsed = parsePolicyDocument(document);
    this.documents.set(document, parsed);
    return parsed;
  }
}

function attachedThing(thing: Thing, attachment: ThingPrincipal | undefined): AttachedThing {
  return defined({
    name: thing.thingName,
    typeName: thing.thingTypeName,
    attributes: thing.attributes,
    exclusive: attachment?.type === 'EXCLUSIVE_THING',
  });
}
