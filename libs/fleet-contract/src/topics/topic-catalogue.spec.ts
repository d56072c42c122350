import { fixedTopicLevels, topicsOfServices, topicsOfThings } from './topic-catalogue';

/** Each topic beside the answers that AWS IoT publishes below it. */
const answered = (...topics: readonly string[]) =>
  topics.flatMap((topic) => [topic, `${topic}/accepted`, `${topic}/rejected`]);

const inOrder = (topics: readonly string[]) => [...topics].sort();

describe('the topics of one thing', () => {
  const shadows = ['$aws/things/{thing}/shadow', '$aws/things/{thing}/shadow/name/{shadow}'];
  const executions = [
    '$aws/commands/things/{thing}/executions/{execution}',
    '$aws/commands/clients/{thing}/executions/{execution}',
  ];

  it.each<[string, readonly string[]]>([
    [
      'its shadows',
      shadows.flatMap((shadow) => [
        ...answered(`${shadow}/get`, `${shadow}/update`, `${shadow}/delete`),
        `${shadow}/update/delta`,
        `${shadow}/update/documents`,
      ]),
    ],
    [
      'its jobs',
      [
        '$aws/things/{thing}/jobs/notify',
        '$aws/things/{thing}/jobs/notify-next',
        ...answered(
          '$aws/things/{thing}/jobs/get',
          '$aws/things/{thing}/jobs/start-next',
          '$aws/things/{thing}/jobs/{job}/get',
          '$aws/things/{thing}/jobs/{job}/update',
        ),
      ],
    ],
    [
      'its metrics of Device Defender',
      answered('$aws/things/{thing}/defender/metrics/json', '$aws/things/{thing}/defender/metrics/cbor'),
    ],
    [
      'its streams of files',
      [
        '$aws/things/{thing}/streams/{stream}/data/json',
        '$aws/things/{thing}/streams/{stream}/data/cbor',
        '$aws/things/{thing}/streams/{stream}/describe/json',
        '$aws/things/{thing}/streams/{stream}/describe/cbor',
        '$aws/things/{thing}/streams/{stream}/description/json',
        '$aws/things/{thing}/streams/{stream}/description/cbor',
        '$aws/things/{thing}/streams/{stream}/get/json',
        '$aws/things/{thing}/streams/{stream}/get/cbor',
        '$aws/things/{thing}/streams/{stream}/rejected/json',
        '$aws/things/{thing}/streams/{stream}/rejected/cbor',
        '$aws/things/{thing}/streams/{stream}/create/json',
        '$aws/things/{thing}/streams/{stream}/create/cbor',
      ],
    ],
    [
      'its commands',
      executions.flatMap((execution) => [
        `${execution}/request/json`,
        `${execution}/request/cbor`,
        ...answered(`${execution}/response/json`, `${execution}/response/cbor`),
      ]),
    ],
    [
      'its location, tunnels and Greengrass',
      [
        ...answered('$aws/device_location/{thing}/get_position_estimate'),
        '$aws/things/{thing}/tunnels/notify',
        '$aws/things/{thing}/greengrass/health/json',
        '$aws/things/{thing}/greengrassv2/health/json',
        '$aws/things/{thing}/greengrassv2/health/cbor',
      ],
    ],
    [
      'the events of its connection',
      [
        '$aws/events/presence/connected/{thing}',
        '$aws/events/presence/disconnected/{thing}',
        '$aws/events/presence/connect_failed/{thing}',
        '$aws/events/subscriptions/subscribed/{thing}',
        '$aws/events/subscriptions/unsubscribed/{thing}',
      ],
    ],
    [
      'the events of its entry in the registry',
      [
        '$aws/events/thing/{thing}/created',
        '$aws/events/thing/{thing}/updated',
        '$aws/events/thing/{thing}/deleted',
        '$aws/events/thingGroupMembership/thingGroup/{group}/thing/{thing}/added',
        '$aws/events/thingGroupMembership/thingGroup/{group}/thing/{thing}/removed',
        '$aws/events/thingTypeAssociation/thing/{thing}/{type}',
      ],
    ],
    ["the fleet's own", ['cmd/{thing}/alerts', 'cmd/{thing}/cert/confirmed', 'dt/{thing}/{data}']],
  ])('have %s', (_, topics) => {
    expect(topicsOfThings).toEqual(expect.arrayContaining([...topics]));
  });

  it('are named once each, and each has its thing in it', () => {
    expect(new Set(topicsOfThings).size).toBe(topicsOfThings.length);
    expect(topicsOfThings.filter((topic) => !topic.split('/').includes('{thing}'))).toEqual([]);
  });
});

describe('the topics of no thing', () => {
  it.each<[string, readonly string[]]>([
    [
      'the provisioning API',
      answered(
        '$aws/certificates/create/json',
        '$aws/certificates/create/cbor',
        '$aws/certificates/create-from-csr/json',
        '$aws/certificates/create-from-csr/cbor',
        '$aws/provisioning-templates/{template}/provision/json',
        '$aws/provisioning-templates/{template}/provision/cbor',
      ),
    ],
    ['Basic Ingest', ['$aws/rules/{rule}/{rest}']],
    ['certificates that registered themselves', ['$aws/events/certificates/registered/{authority}']],
    [
      'the events of jobs',
      [
        '$aws/events/job/{job}/completed',
        '$aws/events/job/{job}/canceled',
        '$aws/events/job/{job}/deleted',
        '$aws/events/job/{job}/cancellation_in_progress',
        '$aws/events/job/{job}/deletion_in_progress',
        '$aws/events/jobExecution/{job}/canceled',
        '$aws/events/jobExecution/{job}/deleted',
        '$aws/events/jobExecution/{job}/failed',
        '$aws/events/jobExecution/{job}/rejected',
        '$aws/events/jobExecution/{job}/removed',
        '$aws/events/jobExecution/{job}/succeeded',
        '$aws/events/jobExecution/{job}/timed_out',
      ],
    ],
    [
      'the events of groups and types',
      [
        '$aws/events/thingGroup/{group}/created',
        '$aws/events/thingGroup/{group}/updated',
        '$aws/events/thingGroup/{group}/deleted',
        '$aws/events/thingType/{type}/created',
        '$aws/events/thingType/{type}/updated',
        '$aws/events/thingType/{type}/deleted',
        '$aws/events/thingGroupHierarchy/thingGroup/{parent}/childThingGroup/{child}/added',
        '$aws/events/thingGroupHierarchy/thingGroup/{parent}/childThingGroup/{child}/removed',
      ],
    ],
    [
      'the events of commands',
      [
        '$aws/events/commandExecution/{command}/CREATED',
        '$aws/events/commandExecution/{command}/IN_PROGRESS',
        '$aws/events/commandExecution/{command}/SUCCEEDED',
        '$aws/events/commandExecution/{command}/FAILED',
        '$aws/events/commandExecution/{command}/REJECTED',
        '$aws/events/commandExecution/{command}/TIMED_OUT',
      ],
    ],
    ['SiteWise', ['$aws/sitewise/asset-models/{model}/assets/{asset}/properties/{property}']],
  ])('have those of %s', (_, topics) => {
    expect(topicsOfServices).toEqual(expect.arrayContaining([...topics]));
  });

  it('have those of AWS IoT Wireless, for each network and kind of device', () => {
    const ofWireless = topicsOfServices.filter((topic) => topic.startsWith('$aws/iotwireless/'));
    const events = [
      'connection_status',
      'device_registration_state',
      'join',
      'message_delivery_status',
      'proximity',
    ];
    const kinds = ['sidewalk_accounts', 'wireless_devices', 'wireless_gateways'];
    expect(inOrder(ofWireless)).toEqual(
      events.flatMap((event) =>
        ['lorawan', 'sidewalk'].flatMap((network) =>
          kinds.map((kind) => `$aws/iotwireless/events/${event}/{type}/${network}/${kind}/{id}`),
        ),
      ),
    );
  });

  it('are named once each', () => {
    expect(new Set(topicsOfServices).size).toBe(topicsOfServices.length);
  });
});

describe('the fixed levels', () => {
  it('are the words of all topics in lower case, without what stands for a name', () => {
    const levels = fixedTopicLevels();
    for (const word of [
      '$aws',
      'shadow',
      'thinggroup',
      'created',
      'timed_out',
      'cmd',
      'provision',
      'sitewise',
    ]) {
      expect(levels).toContain(word);
    }
    expect([...levels].filter((level) => level !== level.toLowerCase() || level.includes('{'))).toEqual([]);
  });
});
