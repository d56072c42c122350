import type { RoleTrust } from '@fleet/aws-wire';
import { parseStatement } from '@fleet/iot-sql';
import { RulesEngine, checkRunnable, startBroker } from '@fleet/mqtt-broker';
import type { Broker, RuleActions } from '@fleet/mqtt-broker';
import { defined } from '@fleet/optional-members';
import { openIotCore, presenceFollower } from '@fleet/services/iot';
import type { HookInvoker, IotCore } from '@fleet/services/iot';
import type { FunctionInvoker } from '@fleet/services/lambda';
import type { CloudParts } from './cloud-parts';

/** AWS IoT Core as a whole: control plane, message broker and rules. */
export interface Iot {
  readonly core: IotCore;
  readonly broker: Broker;
  close(): Promise<void>;
}

/** Connects IoT Core's parts with each other and with the functions that its hooks and rules invoke. */
export async function startIot(
  parts: CloudParts,
  functions: FunctionInvoker,
  actions: Pick<RuleActions, 'sqs' | 'cloudwatchLogs'>,
  roleTrust: RoleTrust,
): Promise<Iot> {
  const { store, clock, log, options } = parts;
  const core = await openIotCore({
    store,
    clock,
    accountId: options.accountId,
    region: options.region,
    dataDirectory: options.dataDirectory,
    serverHosts: [options.host],
    hooks: hookInvoker(functions),
    readStatement: (sql) => parseStatement(sql),
    checkAction: checkRunnable,
    roleTrust,
    onProvisioningFailure: ({ error, ...request }) =>
      log.warn({ ...request, err: error }, 'a device was refused'),
  });
  const broker = await startBroker({
    host: options.host,
    port: options.mqttPort,
    tls: core.serverIdentity,
    store,
    clock,
    log: log.child({ room: 'mqtt-broker' }),
    limits: defined({
      millisBetweenConnects:
        options.connectInterval === undefined ? undefined : options.connectInterval * 1000,
    }),
    ports: {
      authenticate: (certificate) => {
        const found = core.authenticate(certificate);
        return found.status === 'active' ? { certificateId: found.certificateId } : undefined;
      },
      authorize: (request) => core.authorize(request),
      exclusiveThingOf: ({ certificateId }) => core.exclusiveThingOf(certificateId),
      provisioning: core.provisioning,
      onCertificateDeactivated: (listener) =>
        core.onCertificateStatusChange(({ certificateId, status }) => {
          if (status !== 'ACTIVE') {
            listener(certificateId);
          }
        }),
    },
  }).catch((error: unknown) => {
    core.close();
    throw error;
  });
  const rules = new RulesEngine({
    rules: core.rules,
    clock,
    log: log.child({ room: 'rules-engine' }),
    actions: {
      ...actions,
      republish: (message) => broker.publish(message),
      lambda: async (functionArn, payload, { ruleArn }) => {
        const source = {
          principal: 'iot.amazonaws.com',
          sourceArn: ruleArn,
          sourceAccount: options.accountId,
        };
        await functions.invoke(functionArn, payload.toString(), { invocationType: 'Event', source });
      },
    },
  });
  const stopFollowing = broker.onMessage(presenceFollower(core.connectivity, log));
  const stopListening = broker.onMessage((message) => rules.handle(message));
  return {
    core,
    broker,
    async close() {
      await broker.close();
      stopFollowing();
      stopListening();
      await rules.close();
      core.close();
    },
  };
}

/** A pre-provisioning hook's answer; a function that fails is a hook that fails. */
function hookInvoker(functions: FunctionInvoker): HookInvoker {
  return {
    invoke: async (functionArn, payload, source) => {
      const answer = await functions.invoke(functionArn, JSON.stringify(payload), {
        invocationType: 'RequestResponse',
        source,
      });
      if (answer.functionError !== undefined) {
        throw new HookFailedError(functionArn, answer.payload);
      }
      const result: unknown = JSON.parse(answer.payload);
      return result;
    },
  };
}

/** The hook's function threw, timed out or could not start. */
export class HookFailedError extends Error {
  override readonly name = 'HookFailedError';

  constructor(functionArn: string, errorPayload: string) {
    super(`the pre-provisioning hook ${functionArn} failed: ${errorPayload.slice(0, 1000)}`);
  }
}
