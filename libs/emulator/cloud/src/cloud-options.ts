/** How one local-cloud is set up. */
export interface CloudOptions {
  /** IP address that both ports are bound to. */
  readonly host: string;
  /** TCP port of the AWS APIs; 0 for any free one. */
  readonly port: number;
  /** TCP port of MQTT over TLS; 0 for any free one. */
  readonly mqttPort: number;
  /** Seconds between two MQTT connections of one client id; those of AWS where it is absent. */
  readonly connectInterval?: number;
  readonly dataDirectory: string;
  readonly accountId: string;
  readonly region: string;
  /** Whether requests with members that a service does nothing with are answered, with a warning in the log. */
  readonly lenient?: boolean | undefined;
  /** Whose rates hold: with `aws`, AWS's default quotas; without, everything may happen as often as it likes. */
  readonly quotas?: 'aws' | undefined;
  /** Whether sessions of roles may do only what policies allow; so it is, unless it is `off`. */
  readonly iam?: 'enforced' | 'off' | undefined;
  /** The DNS name by which other machines reach this one: in the MQTT server's certificate, and in DescribeEndpoint. */
  readonly publicHost?: string | undefined;
  /** The access key of the account's user; otherwise the cloud makes one. */
  readonly credentials?: CloudCredentials | undefined;
  /** Whether every access key and secret is good, as those of the account's user. */
  readonly anyCredentials?: boolean | undefined;
  /** Changes are seen as late as on AWS, in a way that the seed decides; at once where it is absent. */
  readonly consistency?: LateChanges | undefined;
}

/** An access key that does not expire. */
export interface CloudCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How late changes are seen. */
export interface LateChanges {
  /** The same seed draws the same delays, for the same changes in the same order. */
  readonly seed: string;
  /** What all delays are multiplied by: 1 is as long as on AWS. */
  readonly scale: number;
}
