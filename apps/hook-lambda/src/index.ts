import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, parseFleetConfig, serialRules } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { serveHook } from './hook/serve-hook';
import { createIotRegistry } from './iot/iot-registry';
import { serveProof } from './proof/proof-handler';
import { decideProvision } from './provision/provision-hook';
import { decideRotation } from './rotation/rotation-hook';

/** The stack hands its whole configuration to its functions, as JSON; what is wrong in it is named at the start. */
const config = parseFleetConfig(JSON.parse(process.env['FLEET_CONFIG'] ?? 'null'));
const names = fleetNames(config.resourceTag);
const log = pino({ base: null });
const now = (): Date => new Date();

// AWS IoT gives a hook five seconds: a round of reads and a write that hang, twice each, must fail in time to be logged
// and counted as an error.
const prompt = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 700, requestTimeout: 1_000, throwOnRequestTimeout: true },
};
// Nobody waits for the proof handler, which has thirty; throttled, it is to get through all the same.
const patient = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
const registryOf = (client: DynamoDBClient) =>
  dynamoDbDeviceRegistry({ client, tableName: names.devicesTable, graceDays: config.graceDays });
const registry = registryOf(new DynamoDBClient(prompt));
const iot = createIotRegistry(new IoTClient(prompt), names.productionPolicy);
const rules = serialRules(config);
// What the operator reserves, or has serials look like, says who may come; who is there goes on.
const rulesOfOld = serialRules({ resourceTag: config.resourceTag });

/** Behind the provisioning template. */
export const provisionHook = serveHook({
  source: 'provision',
  decide: (event, at) =>
    decideProvision(
      { registry, iot, thingGroup: names.thingGroup, serialRules: rules, mode: config.provisioning },
      event,
      at,
    ),
  now,
  log,
});

/** Behind the rotation template. */
export const rotationHook = serveHook({
  source: 'rotation',
  decide: (event, at) =>
    decideRotation({ registry, iot, serialRules: rulesOfOld, schedule: config }, event, at),
  now,
  log,
});

/** Behind the two topic rules. */
export const proofHandler = serveProof({
  registry: registryOf(new DynamoDBClient(patient)),
  iot: createIotRegistry(new IoTClient(patient), names.productionPolicy),
  serialRules: rulesOfOld,
  retainDays: config.retainDays,
  now,
  log,
});
