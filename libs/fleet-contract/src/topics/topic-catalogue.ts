/**
 * Topics that belong to one thing, `{thing}` standing for its name and `{…}` for free text.
 * Sources: AWS IoT developer guide, reserved-topics, device-location-reserved-topics and
 * iot-remote-command-workflow; AWS IoT Greengrass developer guide, health telemetry.
 */
export const topicsOfThings: readonly string[] = [
  ...['get', 'update', 'delete'].flatMap((operation) => [
    `$aws/things/{thing}/shadow/${operation}`,
    `$aws/things/{thing}/shadow/${operation}/accepted`,
    `$aws/things/{thing}/shadow/${operation}/rejected`,
    `$aws/things/{thing}/shadow/name/{shadow}/${operation}`,
    `$aws/things/{thing}/shadow/name/{shadow}/${operation}/accepted`,
    `$aws/things/{thing}/shadow/name/{shadow}/${operation}/rejected`,
  ]),
  ...['update/delta', 'update/documents'].flatMap((topic) => [
    `$aws/things/{thing}/shadow/${topic}`,
    `$aws/things/{thing}/shadow/name/{shadow}/${topic}`,
  ]),
  '$aws/things/{thing}/jobs/notify',
  '$aws/things/{thing}/jobs/notify-next',
  ...['get', 'start-next', '{job}/get', '{job}/update'].flatMap((operation) => [
    `$aws/things/{thing}/jobs/${operation}`,
    `$aws/things/{thing}/jobs/${operation}/accepted`,
    `$aws/things/{thing}/jobs/${operation}/rejected`,
  ]),
  '$aws/things/{thing}/tunnels/notify',
  ...['json', 'cbor'].flatMap((format) => [
    `$aws/things/{thing}/defender/metrics/${format}`,
    `$aws/things/{thing}/defender/metrics/${format}/accepted`,
    `$aws/things/{thing}/defender/metrics/${format}/rejected`,
    ...['data', 'describe', 'description', 'get', 'rejected', 'create'].map(
      (operation) => `$aws/things/{thing}/streams/{stream}/${operation}/${format}`,
    ),
    `$aws/things/{thing}/greengrassv2/health/${format}`,
    ...['things', 'clients'].flatMap((kind) => [
      `$aws/commands/${kind}/{thing}/executions/{execution}/request/${format}`,
      `$aws/commands/${kind}/{thing}/executions/{execution}/response/${format}`,
      `$aws/commands/${kind}/{thing}/executions/{execution}/response/${format}/accepted`,
      `$aws/commands/${kind}/{thing}/executions/{execution}/response/${format}/rejected`,
    ]),
  ]),
  '$aws/things/{thing}/greengrass/health/json',
  '$aws/device_location/{thing}/get_position_estimate',
  '$aws/device_location/{thing}/get_position_estimate/accepted',
  '$aws/device_location/{thing}/get_position_estimate/rejected',
  ...['connected', 'disconnected', 'connect_failed'].map((event) => `$aws/events/presence/${event}/{thing}`),
  ...['subscribed', 'unsubscribed'].map((event) => `$aws/events/subscriptions/${event}/{thing}`),
  ...['created', 'updated', 'deleted'].map((event) => `$aws/events/thing/{thing}/${event}`),
  ...['added', 'removed'].map(
    (event) => `$aws/events/thingGroupMembership/thingGroup/{group}/thing/{thing}/${event}`,
  ),
  '$aws/events/thingTypeAssociation/thing/{thing}/{type}',
  'cmd/{thing}/alerts',
  'cmd/{thing}/cert/confirmed',
  'dt/{thing}/{data}',
];

/** Topics that belong to no thing: the account's, the services', the provisioning API's. */
export const topicsOfServices: readonly string[] = [
  ...['json', 'cbor'].flatMap((format) =>
    [
      'certificates/create',
      'certificates/create-from-csr',
      'provisioning-templates/{template}/provision',
    ].flatMap((operation) => [
      `$aws/${operation}/${format}`,
      `$aws/${operation}/${format}/accepted`,
      `$aws/${operation}/${format}/rejected`,
    ]),
  ),
  '$aws/rules/{rule}/{rest}',
  '$aws/events/certificates/registered/{authority}',
  ...['completed', 'canceled', 'deleted', 'cancellation_in_progress', 'deletion_in_progress'].map(
    (event) => `$aws/events/job/{job}/${event}`,
  ),
  ...['canceled', 'deleted', 'failed', 'rejected', 'removed', 'succeeded', 'timed_out'].map(
    (event) => `$aws/events/jobExecution/{job}/${event}`,
  ),
  ...['created', 'updated', 'deleted'].flatMap((event) => [
    `$aws/events/thingGroup/{group}/${event}`,
    `$aws/events/thingType/{type}/${event}`,
  ]),
  ...['added', 'removed'].map(
    (event) => `$aws/events/thingGroupHierarchy/thingGroup/{parent}/childThingGroup/{child}/${event}`,
  ),
  ...['CREATED', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT'].map(
    (status) => `$aws/events/commandExecution/{command}/${status}`,
  ),
  ...[
    'join',
    'connection_status',
    'proximity',
    'device_registration_state',
    'message_delivery_status',
  ].flatMap((event) =>
    ['lorawan', 'sidewalk'].flatMap((network) => [
      `$aws/iotwireless/events/${event}/{type}/${network}/wireless_devices/{id}`,
      `$aws/iotwireless/events/${event}/{type}/${network}/wireless_gateways/{id}`,
      `$aws/iotwireless/events/${event}/{type}/${network}/sidewalk_accounts/{id}`,
    ]),
  ),
  '$aws/sitewise/asset-models/{model}/assets/{asset}/properties/{property}',
];

/** Every word that is a fixed level of one of the topics above, in lower case. */
export function fixedTopicLevels(): ReadonlySet<string> {
  const levels = [...topicsOfThings, ...topicsOfServices].flatMap((topic) => topic.split('/'));
  return new Set(levels.filter((level) => !level.startsWith('{')).map((level) => level.toLowerCase()));
}
