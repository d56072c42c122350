import type { DecidingStatement, PolicyType } from './decision';
import type { PolicyDocument } from './document/document';
import type { Naming } from './principal-match';
import { isDenied, namingOf, strongestFirst } from './principal-match';
import type { Requester } from './requester';
import { speaksOf } from './statement';
import type { RequestedAction } from './statement';

/** A policy and what its owner calls it. */
export interface NamedPolicy {
  readonly name: string;
  /** The ARN of a managed policy. */
  readonly arn?: string;
  readonly document: PolicyDocument;
}

/** The policy of the resource that the request is for; of a role that is assumed it is the trust policy. */
export interface ResourcePolicy extends NamedPolicy {
  /**
   * That it has to allow whatever policies of identities say, as the key policies of KMS. A trust policy always has
   * to (user guide, "Policy evaluation logic").
   */
  readonly mustAllow?: boolean;
}

/** The policies that apply to a request. */
export interface ApplicablePolicies {
  readonly identity?: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  /** The policies that a session was made with; `undefined` when it was made without. */
  readonly session?: readonly NamedPolicy[];
  readonly resource?: ResourcePolicy;
}

export interface AccessRequest extends RequestedAction {
  readonly requester: Requester;
  /** The account of the resource, where its ARN does not have it, as in S3. Without it, that of the requester. */
  readonly resourceAccount?: string;
}

/** An allowance by the policy of the resource. */
export interface Grant {
  readonly naming: Naming;
  readonly statement: DecidingStatement;
}

/** The statement that denies the request. Guessed: where several types deny, AWS names one of them, but which? */
export function firstDenial(
  request: AccessRequest,
  policies: ApplicablePolicies,
): DecidingStatement | undefined {
  const { resource, identity = [], permissionsBoundary, session = [] } = policies;
  const candidates = [
    ...(resource ? statementsOf(typeOf(resource), resource) : []),
    ...identity.flatMap((policy) => statementsOf('identity', policy)),
    ...(permissionsBoundary ? statementsOf('permissionsBoundary', permissionsBoundary) : []),
    ...session.flatMap((policy) => statementsOf('session', policy)),
  ];
  return candidates.find(
    ({ rule }) =>
      rule.effect === 'Deny' &&
      (rule.principals === undefined || isDenied(rule.principals, request.requester)) &&
      speaksOf(rule, request),
  )?.origin;
}

/** The first statement of policies of a type that allows the request. */
export function firstAllowance(
  type: PolicyType,
  policies: readonly NamedPolicy[],
  request: AccessRequest,
): DecidingStatement | undefined {
  return policies
    .flatMap((policy) => statementsOf(type, policy))
    .find(({ rule }) => rule.effect === 'Allow' && speaksOf(rule, request))?.origin;
}

/** The allowance by the policy of the resource that needs the least besides. */
export function strongestGrant(request: AccessRequest, policy: ResourcePolicy): Grant | undefined {
  const grants = statementsOf(typeOf(policy), policy).flatMap(({ rule, origin }): Grant[] => {
    const naming = rule.principals && namingOf(rule.principals, request.requester);
    const isGrant = naming !== undefined && rule.effect === 'Allow' && speaksOf(rule, request);
    return isGrant ? [{ naming, statement: origin }] : [];
  });
  const [strongest] = strongestFirst.flatMap((naming) => grants.filter((grant) => grant.naming === naming));
  return strongest;
}

function statementsOf(policyType: PolicyType, { name, arn, document }: NamedPolicy) {
  return document.statements.map((rule, index) => ({
    rule,
    origin: { policyType, policy: name, policyArn: arn, sid: rule.sid, index },
  }));
}

/** What the policy of the resource is called. */
export function typeOfResourcePolicy({ resource }: ApplicablePolicies): 'resource' | 'trust' {
  return resource ? typeOf(resource) : 'resource';
}

function typeOf({ document }: ResourcePolicy): 'resource' | 'trust' {
  return document.kind === 'trust' ? 'trust' : 'resource';
}
