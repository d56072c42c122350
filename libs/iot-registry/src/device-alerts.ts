import { PublishCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { alertsTopic, buildAlert } from '@fleet/fleet-contract';

/** The way from the cloud to a device. */
export interface DeviceAlerts {
  /**
   * Tells a device to rotate, at once or when it is its turn; resolves when the broker has taken the message, which says
   * nothing of the device.
   */
  publishRotateCert(thingName: string, startsInSeconds?: number): Promise<void>;
}

/** {@link DeviceAlerts} over AWS IoT's data plane. Needs `iot:Publish` on the topics `cmd/+/alerts`. */
export function createDeviceAlerts(iotData: IoTDataPlaneClient): DeviceAlerts {
  return {
    async publishRotateCert(thingName, startsInSeconds) {
      const topic = alertsTopic(thingName);
      const payload = buildAlert('rotate_cert', startsInSeconds);
      await iotData.send(new PublishCommand({ topic, qos: 1, payload }));
    },
  };
}
