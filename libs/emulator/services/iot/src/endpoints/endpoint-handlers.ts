import { InvalidRequestException } from '../errors';
import type { IotHandlers } from '../iot-handlers';

/** Where this cloud is reached. Functions: the ports are known once everything listens. */
export interface EndpointAddresses {
  /** `host:port` of the MQTT broker. */
  readonly mqtt: () => string;
  /** `host:port` of the AWS APIs. */
  readonly api: () => string;
}

const mqttTypes = ['iot:Data', 'iot:Data-ATS', 'iot:Data-Beta'];

/** DescribeEndpoint. */
export function endpointHandlers(addresses: EndpointAddresses) {
  return {
    DescribeEndpoint: ({ endpointType = 'iot:Data' }) => {
      if (mqttTypes.includes(endpointType)) {
        return { endpointAddress: addresses.mqtt() };
      }
      if (endpointType === 'iot:Jobs') {
        return { endpointAddress: addresses.api() };
      }
      throw new InvalidRequestException(
        `Endpoint type ${endpointType} is not served; use one of ${[...mqttTypes, 'iot:Jobs'].join(', ')}`,
      );
    },
  } satisfies IotHandlers;
}
