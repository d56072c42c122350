/** A text in the source of a suite that takes for granted what AWS does not offer, and what it becomes. */
interface Adaptation {
  readonly text: string;
  readonly becomes: string;
}

export interface PahoSuite {
  readonly version: 'mqttv311' | 'mqttv5';
  /** How many tests it has. */
  readonly tests: number;
  readonly adaptations: readonly Adaptation[];
  /** Tests that expect what AWS documents otherwise: the name of each, what AWS says, and where. */
  readonly exceptions: Readonly<Record<string, string>>;
}

/** Where AWS says so: the developer guide's pages by their names. */
const mqttPage = 'developer guide, mqtt';
const reservedTopicsPage = 'developer guide, reserved-topics';

const reservedTopic = `Topics that begin with "$" are reserved, and a publish to one can end the connection (${reservedTopicsPage}).`;

/** A keep-alive below 30 s counts as 30 s, and a connection ends after one and a half times that (AWS General Reference, AWS IoT Core quotas). */
function shortestKeepAlive(
  text: string,
  seconds: number,
  wait: string,
  waits: string,
): readonly Adaptation[] {
  return [
    { text, becomes: text.replace(`keepalive=${seconds}`, 'keepalive=30') },
    { text: wait, becomes: waits },
  ];
}

/** A subscription with a wildcard gets no retained messages (mqttPage): the suites' three topics get theirs. */
function withoutWildcard(subscribe: string, options: string): Adaptation {
  return {
    text: `${subscribe}([wildtopics[5]], [${options}])`,
    becomes: `${subscribe}(list(topics[1:4]), [${[options, options, options].join(', ')}])`,
  };
}

export const pahoSuites: readonly PahoSuite[] = [
  {
    version: 'mqttv311',
    tests: 10,
    adaptations: [
      // A message that was sent with QoS 2 arrives with QoS 1.
      { text: 'assert callback.messages[0][2] == 2', becomes: 'assert callback.messages[0][2] == 1' },
      ...shortestKeepAlive('cleansession=True, keepalive=5', 5, 'time.sleep(15)', 'time.sleep(50)'),
      withoutWildcard('time.sleep(1)\n        aclient.subscribe', '2'),
    ],
    exceptions: {
      test_dollar_topics: reservedTopic,
      test_subscribe_failure:
        'A SUBSCRIBE that a policy denies ends the connection without a SUBACK (reported: aws/aws-iot-device-sdk-js#191).',
      test_zero_length_clientid:
        'Nothing is known of clients of MQTT 3.1.1 without an id. local-cloud refuses them (guessed).',
    },
  },
  {
    version: 'mqttv5',
    tests: 27,
    adaptations: [
      { text: '1 in qoss and 2 in qoss and 0 in qoss', becomes: '1 in qoss and 0 in qoss' },
      {
        text: 'self.assertEqual(callback.messages[0][2], 2, callback.messages[0][2])',
        becomes: 'self.assertEqual(callback.messages[0][2], 1, callback.messages[0][2])',
      },
      ...shortestKeepAlive('cleanstart=True, keepalive=5', 5, 'time.sleep(15)', 'time.sleep(50)'),
      ...shortestKeepAlive(
        'willMessage=b"will message", keepalive=2',
        2,
        'self.waitfor(callback2.messages, 1, 10)',
        'self.waitfor(callback2.messages, 1, 50)',
      ),
      withoutWildcard('time.sleep(1)\n      aclient.subscribe', 'MQTTV5.SubscribeOptions(2)'),
      ...[0, 1, 2].map((handling) =>
        withoutWildcard('aclient.subscribe', `MQTTV5.SubscribeOptions(2, retainHandling=${handling})`),
      ),
      // A keep-alive of 120 s is allowed; one of 2,000 s becomes 1,200 s (AWS General Reference, AWS IoT Core quotas), and
      // the server names that (mqttPage).
      { text: 'keepalive=120, cleanstart=True', becomes: 'keepalive=2000, cleanstart=True' },
      {
        text: 'self.assertEqual(connack.properties.ServerKeepAlive, 60)',
        becomes: 'self.assertEqual(connack.properties.ServerKeepAlive, 1200)',
      },
    ],
    exceptions: {
      test_dollar_topics: reservedTopic,
      test_flow_control2: `QoS 2 is not supported (${mqttPage}), and messages of QoS 1 are acknowledged at once.`,
      test_subscribe_failure: `The code of a SUBSCRIBE that a policy denies is 135 (${mqttPage}); the suite's client takes no other than 128.`,
      test_subscribe_identifiers: `Subscription identifiers are not available, as the CONNACK says (${mqttPage}).`,
    },
  },
];
