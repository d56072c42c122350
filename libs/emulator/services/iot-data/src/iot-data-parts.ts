import type * as iotData from '@aws-sdk/client-iot-data-plane';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Cursor } from '@fleet/emulator-store';

export type IotDataHandlers = ServiceHandlers<typeof iotData>;

export interface PublishedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly modifiedMillis: number;
}

export interface DisconnectOptions {
  /** Its persistent session ends, too. */
  readonly cleanSession: boolean;
  readonly preventWillMessage: boolean;
}

/** What the data plane needs of the message broker. */
export interface IotDataParts {
  /** Rejects with a `MessageRefusedError` of the broker what nobody may publish. */
  publish(message: PublishedMessage): Promise<void>;
  /** Ends a client's connection; false if no such client is connected. */
  disconnect(clientId: string, options: DisconnectOptions): Promise<boolean>;
  readonly retained: {
    get(topic: string): RetainedMessage | undefined;
    /** In order of topics, those after `after`. */
    list(after: Cursor, count: number): readonly RetainedMessage[];
  };
}
