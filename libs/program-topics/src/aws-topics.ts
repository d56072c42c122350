import { topicsOfThings } from '@fleet/fleet-contract/topic-catalogue';
import { filterSelects, filtersOverlap } from './topic-filter';

/**
 * What devices publish below `$`. An operation on a reserved topic that is none of these can end the connection, and with
 * it that of the whole device [guide, reserved-topics].
 */
const requests: readonly string[] = [
  ...['get', 'update', 'delete'].flatMap((operation) => [
    `$aws/things/{thing}/shadow/${operation}`,
    `$aws/things/{thing}/shadow/name/+/${operation}`,
  ]),
  ...['get', 'start-next', '+/get', '+/update'].map((operation) => `$aws/things/{thing}/jobs/${operation}`),
  ...['json', 'cbor'].flatMap((format) => [
    `$aws/things/{thing}/defender/metrics/${format}`,
    ...['describe', 'get', 'create'].map(
      (operation) => `$aws/things/{thing}/streams/+/${operation}/${format}`,
    ),
    `$aws/commands/things/{thing}/executions/+/response/${format}`,
  ]),
  '$aws/device_location/{thing}/get_position_estimate',
  // Basic Ingest.
  '$aws/rules/+/#',
];

const answers: readonly string[] = topicsOfThings
  .map((topic) => topic.replaceAll(/\{(?!thing\})[^}]*\}/g, '+'))
  .filter((topic) => topic.startsWith('$') && !requests.includes(topic));

/** Whether AWS IoT takes messages of this device on a topic that begins with `$`. */
export function takesRequests(thingName: string, topic: string): boolean {
  return requests.some((filter) => filterSelects(filter.replace('{thing}', thingName), topic));
}

/** Whether there is anything for this device on a filter that begins with `$`. */
export function hasAnswers(thingName: string, filter: string): boolean {
  return answers.some((topic) => filtersOverlap(topic.replace('{thing}', thingName), filter));
}
