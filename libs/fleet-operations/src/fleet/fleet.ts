import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient, type IoTClientConfig } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { dynamoDbDeviceRegistry, type DeviceRegistry } from '@fleet/device-registry';
import { fleetNames, serialRules } from '@fleet/fleet-contract';
import type { FleetConfig, FleetNames, SerialRules } from '@fleet/fleet-contract';
import { configFile, enterTarget, readFleetConfig } from '@fleet/operator-context';
import { seenInLog, type SeenClients } from '../claims/seen-clients';
import { refusedInLog, type RefusedRequests } from '../devices/refused-requests';
import { cloudClock } from './cloud-clock';

/** The fleet that a command works on. */
export interface Fleet {
  readonly config: FleetConfig;
  readonly names: FleetNames;
  readonly serialRules: SerialRules;
  readonly registry: DeviceRegistry;
  readonly iot: IoTClient;
  readonly iotData: IoTDataPlaneClient;
  /** The cloud's time, as of its latest answer. Before the first, this machine's. */
  readonly now: () => Date;
  /** For people: where the fleet is. */
  readonly place: string;
}

/** What a command line works on: what the functions of the fleet have logged as well. */
export interface FleetWithLogs extends Fleet {
  readonly seenClients: SeenClients;
  readonly refusedRequests: RefusedRequests;
}

export interface FleetChoice {
  readonly local?: boolean;
  /** Resource tag, in place of the configuration's. */
  readonly tag?: string;
}

/** Slow down to what the account's quotas admit: adopting a large fleet runs into them for hours. */
const patient: ClientSettings = { retryMode: 'adaptive', maxAttempts: 10 };

/** How long the clients of a fleet go on trying. */
export type ClientSettings = Pick<IoTClientConfig, 'retryMode' | 'maxAttempts' | 'requestHandler'>;

/** A fleet whose clients are open, until they are closed. */
export interface OpenFleet {
  readonly fleet: FleetWithLogs;
  readonly logs: CloudWatchLogsClient;
  readonly close: () => void;
}

/**
 * Opens the fleet of the configuration file, lets `work` have it, and closes its connections.
 * @throws LocalCloudNotRunningError, UnreadableConfigError, InvalidFleetConfigError, InvalidResourceTagError
 */
export async function withFleet(
  choice: FleetChoice,
  work: (fleet: FleetWithLogs) => Promise<void>,
): Promise<void> {
  const config = chosenConfig(choice);
  fleetNames(config.resourceTag);
  const target = await enterTarget({ local: choice.local === true });
  const { fleet, close } = openFleet(config, target.description);
  try {
    await work(fleet);
  } finally {
    close();
  }
}

/**
 * A fleet in the account that this process has entered.
 * @param place where that is, for people
 * @throws InvalidResourceTagError
 */
export function openFleet(config: FleetConfig, place: string, settings: ClientSettings = patient): OpenFleet {
  const names = fleetNames(config.resourceTag);
  const iot = new IoTClient(settings);
  const iotData = new IoTDataPlaneClient(settings);
  const dynamoDb = new DynamoDBClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const { devicesTable: tableName } = names;
  const fleet: FleetWithLogs = {
    config,
    names,
    serialRules: serialRules(config),
    registry: dynamoDbDeviceRegistry({ client: dynamoDb, tableName, graceDays: config.graceDays }),
    iot,
    iotData,
    seenClients: seenInLog(logs, names.proofHandler),
    refusedRequests: refusedInLog(logs, names.provisionHook),
    now: cloudClock([iot, dynamoDb]),
    place,
  };
  const close = () => [iot, iotData, dynamoDb, logs].forEach((client) => client.destroy());
  return { fleet, logs, close };
}

/** @throws UnreadableConfigError, InvalidFleetConfigError */
export function chosenConfig({ tag }: FleetChoice): FleetConfig {
  const config = readFleetConfig(configFile(process.env));
  return tag === undefined ? config : { ...config, resourceTag: tag };
}
