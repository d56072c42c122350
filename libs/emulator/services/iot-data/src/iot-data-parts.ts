import type * as iotData from '@aws-sdk/client-iot-data-plane';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Broker } from '@fleet/mqtt-broker';

export type IotDataHandlers = ServiceHandlers<typeof iotData>;

/** What the data plane needs of the broker. */
export type MessageBroker = Pick<Broker, 'publish' | 'retained'>;
