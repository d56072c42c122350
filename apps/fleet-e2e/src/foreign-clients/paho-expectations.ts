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

/** Pages of the AWS IoT Core developer guide. */
const mqttPage = 'developer guide, "MQTT"';
const limitsPage = 'AWS General Reference, "AWS IoT Core endpoints and quotas"';

export const pahoSuites: readonly PahoSuite[] = [
  {
    version: 'mqttv311',
    tests: 10,
    adaptations: [
      // A message that was sent with QoS 2 arrives with QoS 1.
      { text: 'assert callback.messages[0][2] == 2', becomes: 'assert callback.messages[0][2] == 1' },
    ],
    exceptions: {
      test_keepalive: `An interval below 30 s counts as 30 s (${limitsPage}); the test waits 15 s.`,
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
      test_keepalive: `An interval below 30 s counts as 30 s (${limitsPage}); the test waits 15 s.`,
      test_will_message: `An interval below 30 s counts as 30 s (${limitsPage}); the test waits 10 s.`,
      test_server_keep_alive: `The server names an interval where the client's is not allowed (${mqttPage}); 120 s is.`,
    },
  },
];
