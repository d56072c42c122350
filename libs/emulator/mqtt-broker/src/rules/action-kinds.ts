import type { Action } from '@aws-sdk/client-iot';
import { parseStatement } from '@fleet/iot-sql';
import type { SqlVersion, Statement } from '@fleet/iot-sql';
import { FieldReader, UnsupportedActionError } from './compiled-action';
import type { CompiledAction } from './compiled-action';
import { compileCloudwatchLogs, compileLambda, compileRepublish, compileSqs } from './message-actions';
import { compileDynamoDB, compileDynamoDBv2 } from './table-actions';

interface ActionKind {
  /** What of the action is no more than a guess; everything else is as the developer guide documents it. */
  readonly guess: string;
  /** Undefined for an action of another kind. */
  compile(action: Action, read: FieldReader): CompiledAction | undefined;
}

/** The kinds of actions that the rules engine runs, by their names in the API. */
export const actionKinds: Readonly<Record<string, ActionKind>> = {
  cloudwatchLogs: {
    guess: 'all events are in one stream, `iot-rules`',
    compile: ({ cloudwatchLogs }, read) => cloudwatchLogs && compileCloudwatchLogs(cloudwatchLogs, read),
  },
  dynamoDB: {
    guess:
      'JSON is written as a map, list, string, number or boolean; a key without a type is a string; `UPDATE` sets ' +
      'the payload and leaves other attributes, `DELETE` needs the key only',
    compile: ({ dynamoDB }, read) => dynamoDB && compileDynamoDB(dynamoDB, read),
  },
  dynamoDBv2: {
    guess: 'a payload that is no JSON object fails the action',
    compile: ({ dynamoDBv2 }, read) => dynamoDBv2 && compileDynamoDBv2(dynamoDBv2, read),
  },
  lambda: {
    guess: 'a payload that is no JSON is handed on as text',
    compile: ({ lambda }, read) => lambda && compileLambda(lambda, read),
  },
  republish: {
    guess: 'a topic that begins with one `$` is refused, as the guide asks for `$$`',
    compile: ({ republish }, read) => republish && compileRepublish(republish, read),
  },
  sqs: {
    guess: 'bytes that are not UTF-8 are replaced, unless `useBase64` is true',
    compile: ({ sqs }, read) => sqs && compileSqs(sqs, read),
  },
};

/** @throws UnsupportedActionError, SqlParseException for an action that the rules engine cannot run */
export function compileAction(
  action: Action,
  statement: Pick<Statement, 'version' | 'variables'>,
): CompiledAction {
  const [kind = 'unknown', ...others] = Object.entries(action).flatMap(([name, settings]) =>
    settings === undefined ? [] : [name],
  );
  const known = Object.hasOwn(actionKinds, kind) ? actionKinds[kind] : undefined;
  const compiled = others.length === 0 ? known?.compile(action, new FieldReader(statement)) : undefined;
  if (!compiled) {
    throw new UnsupportedActionError(
      `Rule actions of the kind ${[kind, ...others].join(', ')} are not supported.`,
    );
  }
  return compiled;
}

/**
 * Refuses, when a rule is made, an action that the rules engine could not run.
 * @throws UnsupportedActionError, SqlParseException
 */
export function checkRunnable(
  action: Action,
  { sql, awsIotSqlVersion }: { readonly sql: string; readonly awsIotSqlVersion: SqlVersion },
): void {
  compileAction(action, parseStatement(sql, awsIotSqlVersion));
}
