import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { buildAlert } from '@fleet/fleet-contract';
import { createDeviceAlerts } from './device-alerts';

describe('the warning of a device', () => {
  it('is published to its own topic, and the broker acknowledges it', async () => {
    const published: object[] = [];
    const iotData = new IoTDataPlaneClient({ region: 'us-east-1' });
    iotData.middlewareStack.add(
      () => (given) => {
        published.push(given.input);
        return Promise.resolve({ response: {}, output: { $metadata: {} } });
      },
      { step: 'initialize', priority: 'high' },
    );
    await createDeviceAlerts(iotData).publishRotateCert('sensor-1');
    expect(published).toEqual([{ topic: 'cmd/sensor-1/alerts', qos: 1, payload: buildAlert('rotate_cert') }]);
  });
});
