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

/** Where AWS says so: the developer guide's pages by their names, and the quotas of the AWS General Reference. */
const mqttPage = 'developer guide, mqtt';
const reservedTopicsPage = 'developer guide, reserved-topics';
const quotasPage = 'AWS General Reference, AWS IoT Core quotas';

const keepAlive = `A keep-alive below 30 s counts as 30 s (${quotasPage}); the test waits for less.`;
const wildcardRetained = `A subscription with a wildcard gets no retained messages (${mqttPage}).`;
const reservedTopic = `Topics that begin with "$" are reserved, and a publish to one can end the connection (${reservedTopicsPage}).`;

export const pahoSuites: readonly PahoSuite[] = [
  {
    version: 'mqttv311',
    tests: 10,
    adaptations: [
      // A message that was sent with QoS 2 arrives with QoS 1.
      { text: 'assert callback.messages[0][2] == 2', becomes: 'assert callback.messages[0][2] == 1' },
    ],
    exceptions: {
      test_dollar_topics: reservedTopic,
      test_keepalive: keepAlive,
      test_retained_messages: wildcardRetained,
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
    ],
    exceptions: {
      test_dollar_topics: reservedTopic,
      test_flow_control2: `QoS 2 is not supported (${mqttPage}), and messages of QoS 1 are acknowledged at once.`,
      test_keepalive: keepAlive,
      test_retained_message: wildcardRetained,
      test_server_keep_alive: `The server names a keep-alive if the client's is not allowed (${mqttPage}); 120 s is.`,
      test_subscribe_failure: `The code of a SUBSCRIBE that a policy denies is 135, not 128 (${mqttPage}).`,
      test_subscribe_identifiers: `Subscription identifiers are not available, as the CONNACK says (${mqttPage}).`,
      test_subscribe_options: wildcardRetained,
      test_will_delay: `Will Delay Interval is not among the supported properties (${mqttPage}).`,
      test_will_message: keepAlive,
    },
  },
];
