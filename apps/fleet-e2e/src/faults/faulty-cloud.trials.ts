import type { IoT } from '@aws-sdk/client-iot';
import { confirmationTopic } from '@fleet/fleet-contract';
import { startAgent, type Command, type LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { certificateIdOf } from '../devices/identity';
import { BorderCheck } from '../kill/border-check';
import { rotation } from '../kill/scenarios';
import { readIdentityFolder, type TrialDevice } from '../kill/trial-device';
import { CloudFaults } from './cloud-faults';

/** `provision` ends with this when the cloud has refused. */
const refused = 3;

/** Real devices and functions in a cloud that fails in part. Each ends with one certificate that works. */
describe('a device, in a cloud with a fault', () => {
  const resources = new ResourceStack();
  let cloud: LocalCloudProcess;
  let iot: IoT;
  let fleet: DeployedFleet;
  let faults: CloudFaults;
  let check: BorderCheck;
  let devices = 0;

  beforeAll(async () => {
    const testCloud = await startDeployedCloud(resources);
    ({ cloud, iot } = testCloud);
    fleet = new DeployedFleet(testCloud);
    faults = new CloudFaults(cloud);
    check = new BorderCheck(fleet, iot);
  });
  afterEach(() => faults.clear());
  afterAll(() => resources.dispose());

  const newDevice = async (): Promise<TrialDevice> => {
    devices += 1;
    const serial = `faulty-${devices}`;
    return { serial, folder: await fleet.unpackBundle(serial), resources };
  };
  const agent = ({ folder }: TrialDevice, ...command: Command) => startAgent(folder, command, { resources });
  type Fault = readonly [point: string, effect: string, ...options: string[]];
  const provisionsUnder = async (fault: Fault) => {
    const device = await newDevice();
    await faults.add(...fault);
    await agent(device, 'provision').succeed();
    expect(await faults.fired()).toEqual([1]);
    await check.device(device);
  };
  /** A refusal is worth a pause of minutes to the agent, for which the command does not wait. */
  const isRefusedOnceBy = async (fault: Fault) => {
    const device = await newDevice();
    await faults.add(...fault);
    await expect(agent(device, 'provision').exit()).resolves.toBe(refused);
    expect(await faults.fired()).toEqual([1]);
    await agent(device, 'provision').succeed();
    await check.device(device);
  };

  describe('whose registration stops', () => {
    it.each([
      'CreateThing',
      'AddThingToThingGroup',
      'UpdateCertificate',
      'AttachPolicy',
      'AttachThingPrincipal',
    ])('at %s, which is throttled, is provisioned', (call) =>
      provisionsUnder([`provisioning:${call}`, 'throttle']),
    );

    it('after its last call, is provisioned', () =>
      provisionsUnder([
        'provisioning:AttachThingPrincipal',
        'fail',
        ...['--code', 'InternalFailure', '--status', '500', '--after'],
      ]));
  });

  it.each(['CreateCertificateFromCsr', 'RegisterThing'])(
    'that cuts the connection when the answer to %s is ready, is provisioned',
    (request) => provisionsUnder([`provisioning:${request}`, 'cut', '--after']),
  );

  it('that sends no SUBACK to its claim, is provisioned', () => provisionsUnder(['mqtt:suback', 'withhold']));

  it('that sends no PUBACK for its confirmation, is provisioned', () =>
    provisionsUnder(['mqtt:puback', 'withhold', '--topic', confirmationTopic(`faulty-${devices + 1}`)]));

  it.each(['bad_certificate', 'certificate_unknown'])(
    'that refuses its handshake with the alert %s, is refused, and is provisioned when it asks again',
    (alert) => isRefusedOnceBy(['tls:handshake', 'alert', '--alert', alert]),
  );

  it('whose hook takes 4.9 s, is provisioned', () =>
    provisionsUnder([`function:${fleet.names.provisionHook}`, 'delay', ...['--millis', '4900', '--after']]));

  it('whose hook takes 5.1 s, is refused, and is provisioned when it asks again', () =>
    isRefusedOnceBy([`function:${fleet.names.provisionHook}`, 'delay', ...['--millis', '5100', '--after']]));

  const rotations: readonly (readonly [what: string, fault: Fault])[] = [
    ['throttles AttachPolicy', ['provisioning:AttachPolicy', 'throttle']],
    ['throttles AttachThingPrincipal', ['provisioning:AttachThingPrincipal', 'throttle']],
    ['cuts the connection when RegisterThing is answered', ['provisioning:RegisterThing', 'cut', '--after']],
  ];
  it.each(rotations)('that %s, rotates', async (_what, fault) => {
    const device = await newDevice();
    await rotation(fleet).prepare(device);
    await faults.add(...fault);
    await agent(device, 'rotate').succeed();
    expect(await faults.fired()).toEqual([1]);
    await check.device(device);
  });

  it('that throttles its proof handler, is left with its new certificate alone', async () => {
    const device = await newDevice();
    await rotation(fleet).prepare(device);
    const old = certificateIdOf((await readIdentityFolder(device)).identity);
    await faults.add('api:iot:UpdateCertificate', 'throttle', '--times', '3');
    await agent(device, 'rotate').succeed();
    await faults.hasFired(3);
    // Lambda calls the handler again after a minute or two.
    await cloud.moveTime('+5m');
    await check.device(device);
    const { certificateDescription } = await iot.describeCertificate({ certificateId: old });
    expect(certificateDescription?.status).toBe('INACTIVE');
  });

  it('has no other certificate in force in the account at the end', () => check.account());
});
