import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { Authentication } from './certificates/authentication';
import type { CertificateStatusChange } from './certificates/certificate-status';
import type { AuthorizationRequest } from './policies/authorization';
import type { HookInvoker } from './provisioning/hook-invoker';
import type { ProvisioningApi } from './provisioning/provisioning-api';
import type { SqlChecker, TopicRule } from './rules/topic-rule';

export interface IotCoreOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** The certificate authority's key and the root certificate's PEM file lie below it. */
  readonly dataDirectory: string;
  readonly accountId: string;
  readonly region: string;
  /** Names and addresses beyond localhost, 127.0.0.1 and ::1 that the broker's server certificate is for. */
  readonly serverHosts: readonly string[];
  /** `host:port` of the broker as clients reach it: the answer of DescribeEndpoint. */
  mqttEndpoint(): string;
  readonly hooks: HookInvoker;
  /** Refuses topic rule statements that the rules engine cannot run. */
  readonly checkSql: SqlChecker;
  /** Told why a device was refused: a device's own answer says little. */
  onProvisioningFailure?(failure: {
    readonly templateName: string;
    readonly clientId: string;
    readonly error: Error;
  }): void;
}

/** PEM texts that a TLS server is started with. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** AWS IoT Core's control plane on a store: what the broker, the rules engine and the `iot` service stand on. */
export interface IotCore {
  /** PEM file with the root certificate that clients trust. */
  readonly rootCertificatePath: string;
  readonly serverIdentity: ServerIdentity;
  readonly provisioning: ProvisioningApi;
  readonly rules: {
    /** Rules that are enabled now. */
    enabled(): readonly TopicRule[];
    /** Calls back after a rule was created, replaced, enabled, disabled or deleted. Returns unsubscribe. */
    onChange(listener: () => void): () => void;
  };
  /** Who holds this certificate (DER). Only `active` may connect. */
  authenticate(certificateDer: Buffer): Authentication;
  /** Whether the policies of the connection's certificate allow this; false for unknown certificates. */
  authorize(request: AuthorizationRequest): boolean;
  /** Calls back after a certificate changed its status or was deleted. Returns unsubscribe. */
  onCertificateStatusChange(listener: (change: CertificateStatusChange) => void): () => void;
  /** Stops its timers; the store stays open. */
  close(): void;
}
