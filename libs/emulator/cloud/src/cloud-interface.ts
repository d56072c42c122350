import type { CloudCredentials } from './cloud-options';

/** The time of a cloud, by which everything in it goes: certificates, tokens, schedules, expiry. */
export interface CloudClock {
  now(): Date;
  /** Milliseconds since the epoch. */
  nowMillis(): number;
  /** How far it is ahead of the machine's time. */
  readonly offsetMillis: number;
  /** Sets the time; what has become due happens. @throws Error outside of the years 2000 to 2049 */
  set(time: Date | string): void;
  /** Moves the time forward, or back where it is negative. */
  advance(milliseconds: number): void;
  /** Goes back to the machine's time. */
  reset(): void;
}

/** A fault, as `/_local-cloud/faults` takes it. */
export interface CloudFault {
  /** One is made up where it is absent. */
  readonly id?: string;
  /** Where it fires: `api:iot:CreateThing`, `mqtt:puback`, `function:<name>`. */
  readonly point: string;
  /** The first call on which it fires; 1 unless given. */
  readonly from?: number;
  /** On how many calls; 1 unless given. */
  readonly times?: number | 'always';
  readonly match?: { readonly clientId?: string; readonly topic?: string };
  /** `{ kind: 'throttle' }`, `{ kind: 'delay', millis: 4900 }`, `{ kind: 'cut', when: 'after' }` */
  readonly effect: { readonly kind: string; readonly [detail: string]: string | number };
}

/** Makes single calls of a cloud fail. A reset removes all faults. */
export interface CloudFaults {
  /** Returns the id. @throws Error that says why there cannot be such a fault */
  add(fault: CloudFault): string;
  /** How often it has fired. @throws Error where there is no such fault */
  fired(id: string): number;
  /** Returns whether there was one. */
  remove(id: string): boolean;
  clear(): void;
}

/** An AWS that runs in this process. `await using cloud = await startCloud(…)` ends it with its block. */
export interface Cloud {
  /** URL of all AWS APIs. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: CloudCredentials;
  /** The name to connect to for MQTT: the server's certificate is for it. */
  readonly mqttHost: string;
  readonly mqttPort: number;
  /** PEM of the certificate authority that MQTT clients trust. */
  readonly rootCa: string;
  /** PEM file of the same, for programs that want a path. */
  readonly rootCaFile: string;
  /** Variables with which the AWS CLI and every AWS SDK use this cloud; those of MQTT begin with `LOCAL_CLOUD_`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: CloudClock;
  readonly faults: CloudFaults;
  /**
   * Begins anew, at the same address and with the same credentials and authority: all services are empty, MQTT
   * connections and functions are ended, and the clock is back. What was under way fails.
   * @throws CloudNotEphemeralError for a cloud with a data directory of its user
   */
  reset(): Promise<void>;
  /** Ends the cloud. Of an ephemeral one, nothing is left. A second call waits for the first. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
