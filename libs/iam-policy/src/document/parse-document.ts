import * as z from 'zod';
import { parseConditions } from '../condition/parse-condition';
import { PolicyDocumentError } from '../document-error';
import { check } from './check';
import type { PolicyDocument, PolicyStatement, Scope } from './document';
import type { LanguageVersion, PolicyKind } from './policy-kind';
import { parsePrincipals } from './principal';
import type { Principals } from './principal';
import { parseAction, parseResource } from './scope';

const oneOrManyError = { error: 'must be a string or a list of strings, at least one' };
const oneOrMany = z.union([z.string(), z.array(z.string()).min(1, oneOrManyError)], oneOrManyError);

const statementsError = { error: 'must be a statement or a list of statements, at least one' };

const statementSchema = z.strictObject({
  Sid: z.string({ error: 'must be a string' }).optional(),
  Effect: z.enum(['Allow', 'Deny'], { error: 'must be "Allow" or "Deny"' }),
  Principal: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.unknown(), { error: 'must map operators to keys' }).optional(),
});

const documentSchema = z.strictObject({
  Version: z
    .enum(['2008-10-17', '2012-10-17'], { error: 'must be "2012-10-17" or "2008-10-17"' })
    .default('2008-10-17'),
  Id: z.string({ error: 'must be a string' }).optional(),
  Statement: z.union(
    [z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1, statementsError)],
    statementsError,
  ),
});

type RawStatement = z.output<typeof statementSchema>;

/** What the parts of a statement need to know of the whole. */
interface Surroundings {
  readonly kind: PolicyKind;
  readonly version: LanguageVersion;
}

/**
 * Validates a policy document (user guide, "Grammar of the IAM JSON policy language") and takes it apart. Names of
 * actions, resources and context keys are not looked up: IAM does not do that either.
 * @param document JSON text.
 * @throws PolicyDocumentError naming the path at fault.
 */
export function parsePolicyDocument(document: string, kind: PolicyKind): PolicyDocument {
  const { Version: version, Id: id, Statement } = check(documentSchema, parseJson(document), '');
  const surroundings = { kind, version };
  const statements = Array.isArray(Statement)
    ? Statement.map((statement, index) => parseStatement(statement, surroundings, `Statement[${index}]`))
    : [parseStatement(Statement, surroundings, 'Statement')];
  if (kind !== 'resource') {
    requireUniqueSids(statements);
  }
  return { kind, version, id, statements };
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document, refusePrototype);
  } catch (error) {
    throw error instanceof PolicyDocumentError ? error : new PolicyDocumentError('', 'it is not JSON');
  }
}

/** Validation would pass over this name, and with it over a condition. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') {
    throw new PolicyDocumentError('', '"__proto__" is no element of a policy');
  }
  return value;
}

function parseStatement(value: unknown, surroundings: Surroundings, path: string): PolicyStatement {
  const raw = check(statementSchema, value, path);
  const { kind, version } = surroundings;
  const parseEntry = (text: string, at: string) => parseResource(text, version, at);
  return {
    sid: parseSid(raw.Sid, kind, `${path}.Sid`),
    effect: raw.Effect,
    principals: parseWhom(raw, kind, path),
    actions: required(
      parseScope(raw, 'Action', path, (text, at) => parseAction(text, kind, at)),
      'Action',
      path,
    ),
    resources: parseWhat(parseScope(raw, 'Resource', path, parseEntry), kind, path),
    conditions: parseConditions(raw.Condition ?? {}, version, `${path}.Condition`),
  };
}

/** IAM takes letters and digits; other services take more (user guide, "Sid"). */
function parseSid(sid: string | undefined, kind: PolicyKind, path: string): string | undefined {
  if (sid !== undefined && kind !== 'resource' && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw new PolicyDocumentError(path, 'must consist of letters and digits');
  }
  return sid;
}

function requireUniqueSids(statements: readonly PolicyStatement[]): void {
  const seen = new Set<string>();
  statements.forEach(({ sid }, index) => {
    if (sid === undefined || sid === '') {
      return;
    }
    if (seen.has(sid)) {
      throw new PolicyDocumentError(`Statement[${index}].Sid`, `another statement has the Sid "${sid}"`);
    }
    seen.add(sid);
  });
}

function parseWhom(raw: RawStatement, kind: PolicyKind, path: string): Principals | undefined {
  const { Principal: named, NotPrincipal: excepted } = raw;
  if (kind === 'identity') {
    if (named !== undefined || excepted !== undefined) {
      throw new PolicyDocumentError(path, 'the policy of an identity cannot name a principal');
    }
    return undefined;
  }
  if (kind === 'trust' && excepted !== undefined) {
    throw new PolicyDocumentError(path, 'the trust policy of a role cannot have NotPrincipal');
  }
  if ((named === undefined) === (excepted === undefined)) {
    throw new PolicyDocumentError(path, 'must have Principal or NotPrincipal, one of the two');
  }
  return named === undefined
    ? parsePrincipals(excepted, true, kind, `${path}.NotPrincipal`)
    : parsePrincipals(named, false, kind, `${path}.Principal`);
}

/** A policy that is attached to a resource need not name it: SNS's own examples do not. */
function parseWhat<Entry>(
  scope: Scope<Entry> | undefined,
  kind: PolicyKind,
  path: string,
): Scope<Entry> | undefined {
  if (kind === 'trust' && scope) {
    throw new PolicyDocumentError(path, 'the trust policy of a role cannot name a resource: it is the role');
  }
  return kind === 'identity' ? required(scope, 'Resource', path) : scope;
}

function parseScope<Entry>(
  raw: RawStatement,
  element: 'Action' | 'Resource',
  path: string,
  parse: (text: string, path: string) => Entry,
): Scope<Entry> | undefined {
  const named = raw[element];
  const excepted = raw[`Not${element}`];
  if (named !== undefined && excepted !== undefined) {
    throw new PolicyDocumentError(path, oneOfTwo(element));
  }
  const texts = named ?? excepted;
  if (texts === undefined) {
    return undefined;
  }
  const at = `${path}.${named === undefined ? 'Not' : ''}${element}`;
  const entries = Array.isArray(texts)
    ? texts.map((text, index) => parse(text, `${at}[${index}]`))
    : [parse(texts, at)];
  return { except: named === undefined, entries };
}

function required<Entry>(
  scope: Scope<Entry> | undefined,
  element: 'Action' | 'Resource',
  path: string,
): Scope<Entry> {
  if (!scope) {
    throw new PolicyDocumentError(path, oneOfTwo(element));
  }
  return scope;
}

function oneOfTwo(element: 'Action' | 'Resource'): string {
  return `must have ${element} or Not${element}, one of the two`;
}
