import { intOf } from '../conversions';
import { sqlFunction } from './sql-function';
import type { FunctionContext, SqlFunction } from './sql-function';

/** Without a position the whole topic; the first level is 1. */
function topic(args: readonly unknown[], { input }: FunctionContext): string | undefined {
  const [position] = args;
  if (args.length === 0) {
    return input.topic;
  }
  const level = intOf(position);
  return level === undefined ? undefined : input.topic.split('/')[level - 1];
}

/** What is known of the message, of its publisher and of the rule. */
export const messageFunctions: readonly SqlFunction[] = [
  sqlFunction('accountid()', (_none, { input }) => input.accountId),
  sqlFunction('clientid()', (_none, { input }) => input.clientId ?? 'n/a'),
  sqlFunction('newuuid()', (_none, { input }) => input.newUuid()),
  sqlFunction('principal()', (_none, { input }) => input.principal, {
    guess:
      "it is Undefined for a publish over HTTPS, where the guide has the id of the user, and for AWS IoT's own events",
  }),
  sqlFunction('sourceip()', (_none, { input }) => input.sourceIp, {
    since: '2016-03-23',
    guess: "only its name was seen, in today's guide; it is Undefined for a message that no device published",
  }),
  sqlFunction('sql_version()', (_none, { version }) => version),
  sqlFunction('timestamp()', (_none, { input }) => input.timestamp),
  sqlFunction('topic([Decimal])', topic),
  sqlFunction('traceid()', (_none, { input }) => input.traceId),
];
