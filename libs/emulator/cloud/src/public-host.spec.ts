import { connect } from 'node:tls';
import { IoT } from '@aws-sdk/client-iot';
import { startCloud } from './start-cloud';
import { clientSettings } from './testing/client-settings';

it('a cloud with a public host tells its name, and proves it to MQTT clients', async () => {
  await using cloud = await startCloud({
    ephemeral: true,
    publicHost: 'cloud.example.test',
    host: '127.0.0.1',
  });
  const iot = new IoT(clientSettings(cloud));
  const { endpointAddress } = await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' });
  iot.destroy();
  expect(endpointAddress).toBe(`cloud.example.test:${cloud.mqttPort}`);
  for (const servername of ['cloud.example.test', 'localhost']) {
    const socket = connect({ host: '127.0.0.1', port: cloud.mqttPort, ca: cloud.rootCa, servername });
    // Checked against the name before this event; a client without a certificate is turned away after it.
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', () => resolve());
      socket.once('error', reject);
    });
    expect(socket.authorized).toBe(true);
    socket.destroy();
  }
});
