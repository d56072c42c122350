import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import { dynamoDbDeviceRegistry, type DeviceRegistry } from '@fleet/device-registry';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import { scaleNames } from './scale-cloud';

const atATime = 16;

/** The records of devices that are connected: each says which connection its certificate carries. */
export class RecordedDevices {
  private readonly dynamoDb: DynamoDBClient;
  private readonly registry: DeviceRegistry;

  constructor(private readonly cloud: LocalCloudProcess) {
    this.dynamoDb = new DynamoDBClient(sdkSettings(cloud.endpoints));
    this.registry = dynamoDbDeviceRegistry({ client: this.dynamoDb, tableName: scaleNames.devicesTable });
  }

  async record(names: Iterable<string>): Promise<void> {
    const iot = new IoT(sdkSettings(this.cloud.endpoints));
    try {
      await forEachBounded(names, atATime, async (serial) => {
        const { timestamp: at = new Date() } = await iot.getThingConnectivityData({ thingName: serial });
        const certificateId = `${serial}-certificate`;
        const adoption = { serial, certificateId, model: 'model-1', issuedAt: at, at };
        await this.registry.adopt(adoption);
        await this.registry.proveCurrent({ serial, certificateId, source: 'presence', at, connectedAt: at });
      });
    } finally {
      iot.destroy();
    }
  }

  /** Lets the next sweep be the first that warns. */
  async forgetWarnings(names: Iterable<string>): Promise<void> {
    await forEachBounded(names, atATime, (serial) => this.registry.forgetWarnings(serial));
  }

  close(): void {
    this.dynamoDb.destroy();
  }
}
