import { readDocumentPart } from '@fleet/policy-matching';
import * as z from 'zod';
import { parseConditions } from './condition/parse';
import type { Condition } from './condition/parse';
import { PolicyDocumentError } from './document-error';
import { parsePattern } from './pattern';
import type { Pattern } from './pattern';

export type Effect = 'Allow' | 'Deny';

/** Actions or resources a statement speaks of; `except` for NotAction and NotResource. */
export interface Scope {
  readonly except: boolean;
  readonly patterns: readonly Pattern[];
}

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: Effect;
  /** Patterns in lower case: action names are not case-sensitive. */
  readonly actions: Scope;
  readonly resources: Scope;
  readonly conditions: readonly Condition[];
}

/** A policy document, validated and taken apart. */
export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

const oneOrManyError = { error: 'must be a string or a list of strings, at least one' };
const oneOrMany = z.union([z.string(), z.array(z.string()).min(1, oneOrManyError)], oneOrManyError);

const statementsError = { error: 'must be a statement or a list of statements, at least one' };

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny'], { error: 'must be "Allow" or "Deny"' }),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});

const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17', { error: 'must be "2012-10-17"' }),
  Id: z.string().optional(),
  Statement: z.union(
    [z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1, statementsError)],
    statementsError,
  ),
});

type RawStatement = z.output<typeof statementSchema>;

/** `*`, or a service and an action name with wildcards. */
const actionPattern = /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/;

/**
 * Validates an AWS IoT policy document (guide, "AWS IoT Core policies"; the grammar is IAM's, without
 * principals) and takes it apart.
 * @param document JSON text.
 * @throws PolicyDocumentError naming the path at fault.
 */
export function parsePolicyDocument(document: string): PolicyDocument {
  const { Statement: statements } = check(documentSchema, parseJson(document), '');
  return Array.isArray(statements)
    ? { statements: statements.map((statement, index) => parseStatement(statement, `Statement[${index}]`)) }
    : { statements: [parseStatement(statements, 'Statement')] };
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

function parseStatement(value: unknown, path: string): PolicyStatement {
  const raw = check(statementSchema, value, path);
  return {
    sid: raw.Sid,
    effect: raw.Effect,
    actions: parseScope(raw, 'Action', path, parseAction),
    resources: parseScope(raw, 'Resource', path, parseResource),
    conditions: parseConditions(raw.Condition ?? {}, `${path}.Condition`),
  };
}

function parseScope(
  raw: RawStatement,
  element: 'Action' | 'Resource',
  path: string,
  parse: (text: string, path: string) => Pattern,
): Scope {
  const named = raw[element];
  const excepted = raw[`Not${element}`];
  const entries = named ?? excepted;
  if (entries === undefined || (named !== undefined && excepted !== undefined)) {
    throw new PolicyDocumentError(path, `must have ${element} or Not${element}, one of the two`);
  }
  const at = `${path}.${named === undefined ? 'Not' : ''}${element}`;
  const patterns = Array.isArray(entries)
    ? entries.map((entry, index) => parse(entry, `${at}[${index}]`))
    : [parse(entries, at)];
  return { except: named === undefined, patterns };
}

function parseAction(text: string, path: string): Pattern {
  if (!actionPattern.test(text)) {
    throw new PolicyDocumentError(path, 'must be "*" or a service and an action, such as "iot:Publish"');
  }
  return parsePattern(text.toLowerCase(), path);
}

function parseResource(text: string, path: string): Pattern {
  if (text !== '*' && !text.startsWith('arn:')) {
    throw new PolicyDocumentError(path, 'must be "*" or an ARN');
  }
  return parsePattern(text, path);
}

/** @throws PolicyDocumentError for the first fault, with its path below `at`. */
function check<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string): z.output<Schema> {
  return readDocumentPart(schema, value, at, (path, fault) => new PolicyDocumentError(path, fault));
}
