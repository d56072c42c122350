import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, parseFleetConfig, serialRules } from '@fleet/fleet-contract';
import { createDeviceAlerts } from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';
import { pino } from 'pino';
import { serveHook } from './hook/serve-hook';
import { createIotRegistry } from './iot/iot-registry';
import { createArrivals } from './proof/arrivals';
import { serveProof } from './proof/proof-handler';
import { admissionOf } from './provision/admission';
import type { OwnHook } from './provision/own-hook';
import { decideProvision } from './provision/provision-hook';
import { decideRotation } from './rotation/rotation-hook';
import { clientSettings, hookBudget, proofBudget } from './time/time-budget';

/** The stack hands its whole configuration to its functions, as JSON; what is wrong in it is named at the start. */
const config = parseFleetConfig(JSON.parse(process.env['FLEET_CONFIG'] ?? 'null'));
const names = fleetNames(config.resourceTag);
const fleet = config.resourceTag;
const log = pino({ base: null });
const now = (): Date => new Date();

const registryOf = (client: DynamoDBClient) =>
  dynamoDbDeviceRegistry({ client, tableName: names.devicesTable, graceDays: config.graceDays });
const registry = registryOf(new DynamoDBClient(clientSettings(hookBudget)));
const iot = createIotRegistry(new IoTClient(clientSettings(hookBudget)), names.productionPolicy);
const rules = serialRules(config);
const admission = admissionOf(config);
// What the operator reserves, or has serials look like, says who may come; who is there goes on.
const rulesOfOld = serialRules({ resourceTag: config.resourceTag });

/** Absent where the operator has none: then the client of Lambda is not loaded either, as a cold start would wait for it. */
function ownHookOf({ OWN_HOOK_ARN: arn, OWN_HOOK_MILLIS: millis }: NodeJS.ProcessEnv): OwnHook | undefined {
  if (arn === undefined) {
    return undefined;
  }
  const loaded = import('./provision/own-hook').then(({ lambdaOwnHook }) =>
    lambdaOwnHook(clientSettings(hookBudget), { functionArn: arn, timeoutMillis: Number(millis) }),
  );
  return async (question) => (await loaded)(question);
}
const askOwnHook = ownHookOf(process.env);

/** Behind the provisioning template. */
export const provisionHook = serveHook({
  fleet,
  source: 'provision',
  decide: (event, at) =>
    decideProvision(
      {
        registry,
        iot,
        thingGroup: names.thingGroup,
        serialRules: rules,
        admission,
        ...defined({ parameters: config.deviceParameters, ownHook: askOwnHook }),
      },
      event,
      at,
    ),
  deadlineMillis: hookBudget.deadline,
  now,
  log,
});

/** Behind the rotation template. */
export const rotationHook = serveHook({
  fleet,
  source: 'rotation',
  decide: (event, at) =>
    decideRotation({ registry, iot, serialRules: rulesOfOld, schedule: config }, event, at),
  deadlineMillis: hookBudget.deadline,
  now,
  log,
});

/** Absent from the hooks of the two templates, which share this bundle. */
function arrivalsQueue(queueUrl: string | undefined) {
  return queueUrl === undefined
    ? undefined
    : createArrivals(
        // A local-cloud that was started anew may have another port than the URL.
        new SQSClient({ ...clientSettings(proofBudget), useQueueUrlAsEndpoint: false }),
        queueUrl,
      );
}

/** Behind the two topic rules. */
export const proofHandler = serveProof({
  fleet,
  registry: registryOf(new DynamoDBClient(clientSettings(proofBudget))),
  iot: createIotRegistry(new IoTClient(clientSettings(proofBudget)), names.productionPolicy),
  warnings: {
    alerts: createDeviceAlerts(new IoTDataPlaneClient(clientSettings(proofBudget))),
    presenceRule: config.presenceRule,
    ...defined({ warnSoon: arrivalsQueue(process.env['ARRIVALS_QUEUE_URL']) }),
  },
  serialRules: rulesOfOld,
  retainDays: config.retainDays,
  deadlineMillis: proofBudget.deadline,
  now,
  log,
});
