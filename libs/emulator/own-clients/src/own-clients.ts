/** The cloud as its own customer: a URL and credentials of it. */
export interface OwnEndpoint {
  readonly url: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Of a session of a role. */
    readonly sessionToken?: string;
  };
}

export type OwnClients = ReturnType<typeof clientsFor>;

/**
 * Real AWS SDK clients of this very process, as CloudFormation itself calls the public APIs. Each is made, and
 * its module loaded, when it is first asked for: `const iot = await clients.iot()`.
 * @param ownEndpoint asked when a client is made: the port is not known before the server listens
 */
export function clientsFor(ownEndpoint: () => OwnEndpoint) {
  const made: Promise<{ destroy(): void }>[] = [];
  const settings = () => {
    const { url, region, credentials } = ownEndpoint();
    // A copy: the SDK notes in the object where it has it from.
    // A connection for each request: one that is kept may be closed, idle, in the moment in which it is used again, and
    // a change that is not known to have failed cannot be tried twice.
    const requestHandler = { httpAgent: { keepAlive: false, maxSockets: Infinity } };
    // Whatever the user's shell says of AWS: with either, the SDK refuses an endpoint of one's own.
    const endpoint = { endpoint: url, useFipsEndpoint: false, useDualstackEndpoint: false };
    return { ...endpoint, region, credentials: { ...credentials }, maxAttempts: 1, requestHandler };
  };
  const lazily = <Client extends { destroy(): void }>(make: () => Promise<Client>) => {
    let client: Promise<Client> | undefined;
    return (): Promise<Client> => {
      if (client === undefined) {
        made.push((client = make()));
      }
      return client;
    };
  };
  return {
    cloudFormation: lazily(
      async () => new (await import('@aws-sdk/client-cloudformation')).CloudFormation(settings()),
    ),
    cloudWatch: lazily(async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatch(settings())),
    dynamodb: lazily(async () => new (await import('@aws-sdk/client-dynamodb')).DynamoDB(settings())),
    ecr: lazily(async () => new (await import('@aws-sdk/client-ecr')).ECR(settings())),
    iam: lazily(async () => new (await import('@aws-sdk/client-iam')).IAM(settings())),
    iot: lazily(async () => new (await import('@aws-sdk/client-iot')).IoT(settings())),
    kms: lazily(async () => new (await import('@aws-sdk/client-kms')).KMS(settings())),
    lambda: lazily(async () => new (await import('@aws-sdk/client-lambda')).Lambda(settings())),
    logs: lazily(
      async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(settings()),
    ),
    s3: lazily(async () => new (await import('@aws-sdk/client-s3')).S3(settings())),
    scheduler: lazily(async () => new (await import('@aws-sdk/client-scheduler')).Scheduler(settings())),
    sqs: lazily(async () => new (await import('@aws-sdk/client-sqs')).SQS(settings())),
    ssm: lazily(async () => new (await import('@aws-sdk/client-ssm')).SSM(settings())),
    sts: lazily(async () => new (await import('@aws-sdk/client-sts')).STS(settings())),
    sns: lazily(async () => new (await import('@aws-sdk/client-sns')).SNS(settings())),
    /** Closes the connections of all clients that were made. */
    async close(): Promise<void> {
      for (const client of await Promise.all(made)) {
        client.destroy();
      }
    },
  };
}
