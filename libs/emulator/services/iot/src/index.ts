import type { AwsService, RoleAuthorizer, RoleTrust } from '@fleet/aws-wire';
import { DeferredWork, strongConsistency } from '@fleet/consistency';
import type { Consistency } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import { FlushingStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { FaultPoints, PointFamily } from '@fleet/faults';
import { parseStatement } from '@fleet/iot-sql';
import { RulesEngine, brokerFaultPoints, checkRunnable, startBroker } from '@fleet/mqtt-broker';
import type { Broker, BrokerLog, BrokerPorts, BrokerRates } from '@fleet/mqtt-broker';
import { defined } from '@fleet/optional-members';
import { brokerPorts } from './broker-ports';
import { brokerTiming } from './consistency/broker-timing';
import { openControlPlane } from './control-plane';
import type { ControlPlane } from './control-plane';
import { controlPlaneService } from './control-plane-service';
import type { Functions } from './functions';
import { measuredProvisioning, messageMeasures } from './measures';
import type { IotMeasures } from './measures';
import { presenceFollower } from './indexing/presence-follower';
import { hookInvoker } from './provisioning/hook-invoker';
import { registrationFaultPoints } from './provisioning/registration-calls';
import type { RegistrationCall } from './provisioning/registration-calls';
import { ruleActions } from './rules/rule-actions';
import type { RuleTargets } from './rules/rule-actions';

export { openControlPlane } from './control-plane';
export type { ControlPlane } from './control-plane';
export { controlPlaneService } from './control-plane-service';
export { awsIotRates, brokerRates, operationRates } from './quotas';
export type { IotMeasures } from './measures';
export type { BulkThing } from './registry/bulk-registration';
export { iotResourceTypes } from './resource-types';
export { roleOfRule } from './rules/rule-actions';
export type { RuleTargets } from './rules/rule-actions';

export interface IotServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  /** The root certificate's PEM file is written below it. */
  readonly dataDirectory: string;
  /** Address and TCP port that the message broker listens on; port 0 for any free one. */
  readonly mqtt: { readonly host: string; readonly port: number };
  /** The name that clients reach the broker by; its certificate can be checked against it. */
  readonly mqttHost: string;
  /** Time between two CONNECTs of one client id; AWS's unless said otherwise. */
  readonly millisBetweenConnects?: number | undefined;
  readonly functions: Functions;
  readonly ruleTargets: RuleTargets;
  readonly roleTrust: RoleTrust;
  readonly authorizeRole: RoleAuthorizer;
  readonly log: IotLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: IotRates | undefined;
  readonly measures?: IotMeasures | undefined;
  /** How soon changes are visible; at once where it is absent. */
  readonly consistency?: Consistency | undefined;
}

/** Where AWS IoT asks for faults, beside the operations of its API. */
export const iotFaultPoints: readonly PointFamily[] = [...brokerFaultPoints, registrationFaultPoints];

/** What is counted by the second beside the calls of the API. */
export interface IotRates extends BrokerRates {
  /** The calls that a registration makes count as calls of the API. */
  admitsCall(call: RegistrationCall): boolean;
}

type RuleActed = Parameters<IotMeasures['ruleActed']>;

/** The part of a pino logger that AWS IoT uses. */
export interface IotLog extends BrokerLog {
  child(fields: { readonly room: string }): BrokerLog;
}

export interface IotService {
  readonly service: AwsService;
  /** PEM file with the root certificate that clients trust. */
  readonly rootCertificatePath: string;
  /** TCP port of MQTT over TLS. */
  readonly mqttPort: number;
  /** What the data plane works with: it publishes, reads retained messages and ends connections. */
  readonly broker: Pick<Broker, 'disconnect' | 'publish' | 'retained'>;
  /** Closes all connections, lets the actions of rules end, and stops what goes by the clock. */
  close(): Promise<void>;
}

/**
 * AWS IoT: the control plane, the message broker, the rules engine, and a fleet index that knows who is connected.
 * @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES)
 */
export async function createIotService(options: IotServiceOptions): Promise<IotService> {
  const { store, clock, mqtt, mqttHost, log, faults, rates, measures } = options;
  const controlPlane = await openControlPlane({
    ...options,
    serverHosts: [mqtt.host, mqttHost],
    hooks: hookInvoker(options.functions),
    readStatement: parseStatement,
    checkAction: checkRunnable,
    ...defined({ admits: rates && ((call: RegistrationCall) => rates.admitsCall(call)) }),
    onProvisioningFailure: ({ error, ...request }) =>
      log.warn({ ...request, err: error }, 'a device was refused'),
  });
  const deferred = new DeferredWork(clock);
  const broker = await startBroker({
    ...mqtt,
    tls: controlPlane.serverIdentity,
    // It acknowledges what it has stored in the same moment.
    store: new FlushingStore(store),
    clock,
    log: log.child({ room: 'mqtt-broker' }),
    limits: defined({ millisBetweenConnects: options.millisBetweenConnects }),
    timing: brokerTiming(options.consistency ?? strongConsistency),
    ports: measuredPorts(
      brokerPorts(controlPlane, deferred, () => store.durable()),
      measures,
    ),
    faults,
    rates,
  }).catch((error: unknown) => {
    controlPlane.close();
    throw error;
  });
  const stopFollowing = broker.onMessage(presenceFollower(controlPlane.connectivity, log));
  const stopMeasuring = measures && broker.onMessage(messageMeasures(measures));
  const stopRules = startRules(options, controlPlane, broker);
  return {
    service: controlPlaneService(controlPlane, { mqtt: () => `${mqttHost}:${broker.port}` }),
    rootCertificatePath: controlPlane.rootCertificatePath,
    mqttPort: broker.port,
    broker,
    async close() {
      deferred.close();
      await broker.close();
      stopFollowing();
      stopMeasuring?.();
      await stopRules();
      controlPlane.close();
    },
  };
}

function measuredPorts(ports: BrokerPorts, measures: IotMeasures | undefined): BrokerPorts {
  return measures === undefined
    ? ports
    : { ...ports, provisioning: measuredProvisioning(ports.provisioning, measures) };
}

/** Runs every message of the broker through the rules on record. */
function startRules(
  { accountId, authorizeRole, clock, functions, log, measures, ruleTargets: targets }: IotServiceOptions,
  { arns, rules }: ControlPlane,
  broker: Broker,
): () => Promise<void> {
  const engine = new RulesEngine({
    rules,
    clock,
    accountId,
    log: log.child({ room: 'rules-engine' }),
    actions: ruleActions({ broker, functions, targets, authorizeRole, arns }),
    ...defined({
      onMatch: measures && ((ruleName: string) => measures.ruleMatched(ruleName)),
      onAction: measures && ((...done: RuleActed) => measures.ruleActed(...done)),
    }),
  });
  const stopListening = broker.onMessage((message) => engine.handle(message));
  return async () => {
    stopListening();
    await engine.close();
  };
}
