import { evaluate, parseStatement } from '../index';
import type { RuleInput, SqlVersion } from '../index';

/** A message of a device, as a rule sees it, with nothing left to chance. */
export const ruleMessage: RuleInput = {
  topic: 'cmd/device-1/cert/confirmed',
  payload: { color: { red: 255 }, temperature: 50, mode: 'auto', on: true },
  bytes: Buffer.from('{}'),
  principal: 'c0ffee',
  clientId: 'device-1',
  sourceIp: '192.158.1.38',
  traceId: '12345678-1234-1234-1234-123456789012',
  timestamp: 1_700_000_000_000,
  accountId: '123456789012',
  newUuid: () => '123a4567-b89c-12d3-e456-789012345000',
  random: () => 0.8231909191640703,
  parseJson: (text) => {
    try {
      const value: unknown = JSON.parse(text);
      return value;
    } catch {
      return undefined;
    }
  },
};

/** The JSON that a statement makes of a message; the output itself if it is no JSON. */
export function resultOf(
  sql: string,
  input: Partial<RuleInput> = {},
  version: SqlVersion = '2016-03-23',
): unknown {
  const evaluated = evaluate(parseStatement(sql, version), { ...ruleMessage, ...input });
  return evaluated?.output.kind === 'json' ? evaluated.output.value : evaluated?.output;
}

/** The value of one expression; undefined if it is Undefined. */
export function valueOfExpression(expression: string, payload: unknown = {}, version?: SqlVersion): unknown {
  const result = resultOf(`SELECT ${expression} AS result FROM 'a'`, { payload }, version);
  return Object.entries(result ?? {}).find(([key]) => key === 'result')?.[1];
}
