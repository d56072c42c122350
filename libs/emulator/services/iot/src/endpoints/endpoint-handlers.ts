import { InvalidRequestException } from '../errors';
import type { IotHandlers } from '../iot-handlers';

/** Where this cloud is reached. A function: the port is known once everything listens. */
export interface EndpointAddresses {
  /** `host:port` of the MQTT broker. */
  readonly mqtt: () => string;
}

/**
 * DescribeEndpoint. Measured: `iot:Data` and `iot:Jobs` are refused (ministackorg/ministack#1755). Reported: the texts
 * (http4k/http4k#1603). Guessed: so is a request without a type, as it was answered with that of `iot:Data` (reported:
 * aws/aws-sdk-java#1900); http4k answers it with that of `iot:Data-ATS`. Who names that type is served either way.
 */
export function endpointHandlers(addresses: EndpointAddresses) {
  return {
    DescribeEndpoint: ({ endpointType }) => {
      switch (endpointType) {
        case 'iot:Data-ATS':
          return { endpointAddress: addresses.mqtt() };
        case 'iot:CredentialProvider':
          throw new InvalidRequestException('The credentials provider is not served here');
        case 'iot:Jobs':
          throw new InvalidRequestException(
            'IoT Jobs and Commands APIs are now available through iot:Data-ATS endpoints instead of iot:Jobs ' +
              'endpoints. Please use iot:Data-ATS.',
          );
        default:
          throw new InvalidRequestException('Invalid endpoint type');
      }
    },
  } satisfies IotHandlers;
}
