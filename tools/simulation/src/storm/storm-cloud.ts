import { openStore } from '@fleet/emulator-store';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import {
  alertsTopic,
  buildAlert,
  fleetNames,
  parseFleetConfig,
  type FleetConfig,
} from '@fleet/fleet-contract';
import type { DeviceAlerts } from '@fleet/iot-registry';
import {
  bootstrapPolicy,
  productionPolicy,
  provisioningTemplate,
  rotationTemplate,
} from '@fleet/policy-templates';
import { openControlPlane, type ControlPlane } from '@fleet/services/iot';
import type { Credentials } from '../../../../apps/edge-agent/src/connection/connection';
import { keyOfPem } from '../../../../apps/edge-agent/src/keys/files/file-key';
import { CallCounts } from './call-counts';
import { RecordMap } from './record-map';
import { StormBroker, type Throttling } from './storm-broker';
import { StormFunctions } from './storm-functions';
import { callMillis } from './storm-iot';
import { StormRates } from './storm-rates';
import type { VirtualTime } from './virtual-time';

const place = { accountId: '123456789012', region: 'us-east-1' };

export interface StormCloudOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  /** For the root certificate's file. */
  readonly folder: string;
  readonly throttling: Throttling;
  readonly config?: Partial<FleetConfig>;
}

/** local-cloud's AWS IoT in this process with the fleet's policies, templates and functions: nothing listens. */
export class StormCloud {
  private constructor(
    readonly config: FleetConfig,
    readonly claim: Credentials,
    readonly rates: StormRates,
    readonly broker: StormBroker,
    readonly functions: StormFunctions,
    readonly counts: CallCounts,
    readonly records: RecordMap,
    private readonly controlPlane: ControlPlane,
    readonly close: () => void,
  ) {}

  static async open({
    time,
    random,
    folder,
    throttling,
    config: chosen,
  }: StormCloudOptions): Promise<StormCloud> {
    const config = parseFleetConfig({ models: ['model-1'], spreadDays: 0, ...chosen });
    const counts = new CallCounts();
    const records = new RecordMap(counts);
    const rates = new StormRates(time);
    const store = openStore(':memory:');
    const held: { functions?: StormFunctions; broker?: StormBroker } = {};
    const controlPlane = await openControlPlane({
      ...place,
      store,
      clock: time,
      dataDirectory: folder,
      serverHosts: [],
      hooks: { invoke: async (arn, payload) => held.functions?.invoke(arn, payload) },
      readStatement: () => ({ from: undefined }),
      checkAction: () => undefined,
      roleTrust: () => true,
      authorizeRole: () => undefined,
      admits: (call) => {
        const admitted = rates.now.admitsCall(call);
        counts[admitted ? 'done' : 'throttled'](call);
        return admitted;
      },
    });
    const admits = (operation: string): boolean => rates.now.admitsOperation(operation);
    const alerts: DeviceAlerts = {
      publishRotateCert: async (serial, startsInSeconds) => {
        await time.pause(callMillis);
        counts.done('Publish (IoT Data)');
        held.broker?.publish(serial, alertsTopic(serial), buildAlert('rotate_cert', startsInSeconds));
      },
    };
    const functions = new StormFunctions(config, records, {
      time,
      controlPlane,
      admits,
      counts,
      random,
      alerts,
    });
    held.functions = functions;
    const prove = (event: object): void => functions.prove(event);
    const broker = new StormBroker({ time, rates, counts, throttling, prove }, controlPlane);
    held.broker = broker;
    makeFleet(controlPlane, config);
    const claim = await makeClaim(controlPlane, config, records, time);
    const close = (): void => {
      controlPlane.close();
      store.close();
    };
    return new StormCloud(config, claim, rates, broker, functions, counts, records, controlPlane, close);
  }

  /** How many certificates of a device may connect. */
  activeCertificates(serial: string): number {
    const { certificates = [] } = this.records.records.get(serial) ?? {};
    return certificates.filter(
      ({ certificateId }) => this.controlPlane.certificates.find(certificateId)?.status === 'ACTIVE',
    ).length;
  }
}

function makeFleet(
  { policies, templates, thingGroups }: ControlPlane,
  { resourceTag, policyMode }: FleetConfig,
): void {
  const names = fleetNames(resourceTag);
  const where = { partition: 'aws', ...place, names };
  policies.create(names.bootstrapPolicy, JSON.stringify(bootstrapPolicy(where, policyMode)));
  policies.create(names.productionPolicy, JSON.stringify(productionPolicy(where, policyMode)));
  thingGroups.create(names.thingGroup);
  const settings = (hook: string) => ({
    enabled: true,
    provisioningRoleArn: `arn:aws:iam::${place.accountId}:role/registration`,
    preProvisioningHook: { targetArn: `arn:aws:lambda:${place.region}:${place.accountId}:function:${hook}` },
  });
  const bodies = [
    [names.provisioningTemplate, provisioningTemplate(names), names.provisionHook],
    [names.rotationTemplate, rotationTemplate(names), names.rotationHook],
  ] as const;
  bodies.forEach(([name, body, hook]) => templates.create(name, JSON.stringify(body), settings(hook)));
}

async function makeClaim(
  { issuance, certificates, policyAttachments, arns }: ControlPlane,
  { resourceTag }: FleetConfig,
  records: RecordMap,
  time: VirtualTime,
): Promise<Credentials> {
  const privateKey = generateIdentityKey();
  const issued = await issuance.fromSigningRequest(createCertificateRequest(privateKey, 'claim'));
  const { certificateId, certificatePem } = certificates.add(issued, 'ACTIVE');
  policyAttachments.attach(fleetNames(resourceTag).bootstrapPolicy, arns.certificate(certificateId));
  await records.writeClaim({ certificateId, model: 'model-1', issuedAt: time.now().toISOString() });
  return { certificate: certificatePem, privateKey: keyOfPem(privateKey) };
}
