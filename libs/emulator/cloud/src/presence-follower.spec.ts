import { readFileSync } from 'node:fs';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
});

describe('what the fleet index knows of connections', () => {
  let cloud: TestCloud;
  let iot: IoT;
  let identity: { cert: string; key: string };
  beforeEach(async () => {
    cloud = await startTestCloud();
    iot = new IoT(cloud.settings);
    await iot.updateIndexingConfiguration({
      thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
    });
    for (const thingName of ['lamp', 'other']) {
      await iot.createThing({ thingName });
    }
    identity = await makeIdentity(iot);
  });
  afterEach(async () => {
    iot.destroy();
    await cloud.close();
  });

  function connect(clientId: string, protocolVersion: 4 | 5 = 4): Promise<MqttClient> {
    const { mqtt, rootCa } = cloud.endpoints;
    const ca = readFileSync(rootCa, 'utf8');
    return connectAsync({
      protocol: 'mqtts',
      ...mqtt,
      ca,
      ...identity,
      clientId,
      protocolVersion,
      reconnectPeriod: 0,
    });
  }

  async function found(queryString: string): Promise<(string | undefined)[]> {
    const { things = [] } = await iot.searchIndex({ queryString });
    return things.map(({ thingName }) => thingName);
  }

  it('follows a device as it comes and goes', async () => {
    const device = await connect('lamp');
    expect(await found('connectivity.connected:true')).toEqual(['lamp']);
    expect(
      await iot.getThingConnectivityData({ thingName: 'lamp', includeSocketInformation: true }),
    ).toMatchObject({
      connected: true,
      timestamp: expect.any(Date) as Date,
      sourceIp: '127.0.0.1',
    });
    await device.endAsync();
    let connected: unknown[];
    do {
      connected = await found('connectivity.connected:true');
    } while (connected.length > 0);
    expect(await found('connectivity.disconnectReason:CLIENT_INITIATED_DISCONNECT')).toEqual(['lamp']);
  });

  it('is not changed by a client that is refused', async () => {
    const device = await connect('lamp');
    const { policies = [] } = await iot.listPolicies({});
    const [{ policyName } = {}] = policies;
    const document = JSON.parse(policy) as { Statement: object[] };
    document.Statement.push({ Effect: 'Deny', Action: 'iot:Connect', Resource: '*' });
    const policyDocument = JSON.stringify(document);
    await iot.createPolicyVersion({ policyName, policyDocument, setAsDefault: true });
    await expect(connect('other', 5)).rejects.toThrow();
    expect(await found('connectivity.connected:true')).toEqual(['lamp']);
    await device.endAsync();
  });

  it('does not accept from devices, nor through the data API, who is connected', async () => {
    const device = await connect('lamp');
    const event = {
      clientId: 'other',
      timestamp: 1,
      sessionIdentifier: 's',
      eventType: 'connected',
      ipAddress: 'x',
    };
    const topic = '$aws/rules/some/$aws/events/presence/connected/other';
    const payload = JSON.stringify(event);
    await device.publishAsync(topic, payload, { qos: 1 });
    const data = new IoTDataPlane(cloud.settings);
    await expect(data.publish({ topic, payload: Buffer.from(payload) })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    data.destroy();
    expect(await found('connectivity.connected:true')).toEqual(['lamp']);
    await device.endAsync();
  });

  it('says after a restart that nobody is connected, and why', async () => {
    const device = await connect('lamp');
    iot.destroy();
    await cloud.stop();
    await device.endAsync(true);
    await cloud.start();
    iot = new IoT(cloud.settings);
    expect(await found('connectivity.connected:true')).toEqual([]);
    expect(await found('connectivity.disconnectReason:SERVER_INITIATED_DISCONNECT')).toEqual(['lamp']);
  });
});

async function makeIdentity(iot: IoT): Promise<{ cert: string; key: string }> {
  const {
    certificateArn,
    certificatePem = '',
    keyPair,
  } = await iot.createKeysAndCertificate({ setAsActive: true });
  await iot.createPolicy({ policyName: 'everything', policyDocument: policy });
  await iot.attachPolicy({ policyName: 'everything', target: certificateArn });
  return { cert: certificatePem, key: keyPair?.PrivateKey ?? '' };
}
