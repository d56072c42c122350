import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** A DynamoDB on loopback that answers its n-th request, from 0 on, as `behave` says, or leaves it unanswered. */
export class ScriptedDynamoDb {
  /** Requests that have arrived. */
  requests = 0;
  private readonly server: Server;
  private client: DynamoDBClient | undefined;

  constructor(behave: (response: ServerResponse, request: number) => unknown) {
    this.server = createServer((_request, response) => {
      this.requests += 1;
      behave(response, this.requests - 1);
    });
  }

  async connect(
    settings: Pick<DynamoDBClientConfig, 'maxAttempts' | 'requestHandler'>,
  ): Promise<DynamoDBClient> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the server listens on no port');
    }
    this.client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      ...settings,
    });
    return this.client;
  }

  async close(): Promise<void> {
    this.client?.destroy();
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
