import type { iotidentity } from 'aws-iot-device-sdk-v2';
import type { DeviceSettings } from './device-sdk';

/** What the test asks of a device, by name: arguments and answer travel between processes as JSON. */
export interface DeviceCalls {
  readonly connect: (version: 'MQTT 3.1.1' | 'MQTT 5', settings: DeviceSettings) => Promise<void>;
  readonly createKeysAndCertificate: () => Promise<iotidentity.model.CreateKeysAndCertificateResponse>;
  readonly createCertificateFromCsr: (
    request: iotidentity.model.CreateCertificateFromCsrRequest,
  ) => Promise<iotidentity.model.CreateCertificateFromCsrResponse>;
  readonly registerThing: (
    request: iotidentity.model.RegisterThingRequest,
  ) => Promise<iotidentity.model.RegisterThingResponse>;
  /** Subscribes to the topic, publishes on it, and answers what comes back. */
  readonly echo: (topic: string, payload: string) => Promise<string>;
}

/** How a call failed; `modeledError` is what the service said, as the SDK reads it. */
export interface CallFailure {
  readonly name: string;
  readonly message: string;
  readonly modeledError?: unknown;
}

export interface CallMessage {
  readonly method: keyof DeviceCalls;
  readonly args: readonly unknown[];
}

export type AnswerMessage = { readonly result: unknown } | { readonly failure: CallFailure };
