import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';

/** What a function has logged, page by page. Needs `logs:FilterLogEvents` on its log group. */
export async function* logEvents(
  logs: CloudWatchLogsClient,
  filter: FilterLogEventsCommandInput,
): AsyncGenerator<{ readonly message: string; readonly timestamp: number }> {
  let nextToken: string | undefined;
  do {
    const page = await pageOfLog(logs, { ...filter, nextToken });
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      yield { message, timestamp };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/**
 * A page of what a function has logged. A function that was never called has no log group yet where nobody has made it
 * one. Needs `logs:FilterLogEvents` on it.
 */
export async function pageOfLog(
  logs: CloudWatchLogsClient,
  input: FilterLogEventsCommandInput,
): Promise<Pick<FilterLogEventsCommandOutput, 'events' | 'nextToken'>> {
  try {
    return await logs.send(new FilterLogEventsCommand(input));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return {};
    }
    throw error;
  }
}

/** What a line says, if it is JSON: Lambda's own lines stand between those of the function. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
