import { matchGlob } from '@fleet/policy-matching';
import { holds } from './condition/evaluate';
import type { PolicyContext } from './context';
import { parsePolicyDocument } from './document';
import type { Effect, PolicyDocument, PolicyStatement, Scope } from './document';
import { matches } from './pattern';

/** What is to be authorised. */
export interface AuthorizationRequest {
  /** Such as `iot:Publish`. */
  readonly action: string;
  /** The full ARN, such as `arn:aws:iot:us-east-1:123456789012:topic/a/b` (guide, "Action resources"). */
  readonly resource: string;
  readonly context: PolicyContext;
}

/** Which statement decided. */
export interface DecidingStatement {
  /** Index of its document among those compiled. */
  readonly document: number;
  /** Index of the statement in the document. */
  readonly statement: number;
  readonly sid: string | undefined;
}

export type Decision =
  | { readonly allowed: true; readonly reason: 'allowed'; readonly statement: DecidingStatement }
  | { readonly allowed: false; readonly reason: 'explicit-deny'; readonly statement: DecidingStatement }
  | { readonly allowed: false; readonly reason: 'no-allow' };

interface Candidate {
  readonly rule: PolicyStatement;
  readonly origin: DecidingStatement;
}

/** Policies ready to be evaluated. Immutable: keep it as long as the documents do not change. */
export interface CompiledPolicies {
  readonly denials: readonly Candidate[];
  readonly allowances: readonly Candidate[];
}

/**
 * Prepares all the policies of a principal.
 * @param documents JSON texts, or documents parsed before.
 * @throws PolicyDocumentError for a document that is malformed.
 */
export function compilePolicies(documents: readonly (string | PolicyDocument)[]): CompiledPolicies {
  const candidates = documents.flatMap((source, document) => {
    const { statements } = typeof source === 'string' ? parsePolicyDocument(source) : source;
    return statements.map((rule, statement) => ({ rule, origin: { document, statement, sid: rule.sid } }));
  });
  const withEffect = (effect: Effect) => candidates.filter(({ rule }) => rule.effect === effect);
  return { denials: withEffect('Deny'), allowances: withEffect('Allow') };
}

/** Decides as AWS IoT does: an allowance is needed, and an explicit denial outweighs any. */
export function evaluate(policies: CompiledPolicies, request: AuthorizationRequest): Decision {
  const denial = firstThatApplies(policies.denials, request);
  if (denial) {
    return { allowed: false, reason: 'explicit-deny', statement: denial };
  }
  const allowance = firstThatApplies(policies.allowances, request);
  if (allowance) {
    return { allowed: true, reason: 'allowed', statement: allowance };
  }
  return { allowed: false, reason: 'no-allow' };
}

function firstThatApplies(
  candidates: readonly Candidate[],
  request: AuthorizationRequest,
): DecidingStatement | undefined {
  const action = request.action.toLowerCase();
  return candidates.find(({ rule }) => applies(rule, action, request))?.origin;
}

function applies(
  rule: PolicyStatement,
  action: string,
  { resource, context }: AuthorizationRequest,
): boolean {
  return (
    covers(rule.actions, action, context) &&
    covers(rule.resources, resource, context) &&
    rule.conditions.every((condition) => holds(condition, context))
  );
}

/**
 * Whether the scope covers the text. A pattern whose variable has no value matches nothing (guide, "X.509
 * Certificate policy variables": the text stays as it is and authorization fails). In an exception that would
 * turn into "everything", so there it takes the whole statement out of force.
 */
function covers({ except, patterns }: Scope, text: string, context: PolicyContext): boolean {
  if (!except) {
    return patterns.some((pattern) => matches(pattern, text, context));
  }
  return patterns.every((pattern) => {
    const units = pattern.resolve(context);
    return units !== undefined && !matchGlob(units, text);
  });
}
