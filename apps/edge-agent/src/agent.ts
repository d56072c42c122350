import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import type { AgentEvent } from './agent-event';
import type { Connector, TakeMessage } from './connection/connection';
import type { Device } from './device/device';
import type { IdentityStore } from './identity/identity-store';
import type { Recovery } from './provisioning/recovery';
import type { Timing } from './timing/timing';

/** Who makes the private key: the device, which then never lets it out, or the cloud, which makes RSA 2048. */
export type KeyOrigin =
  { readonly from: 'device'; readonly algorithm: KeyAlgorithm } | { readonly from: 'cloud' };

/** Everything that the agent's rules work with: the device, and its ways to disk, network, time and chance. */
export interface Agent {
  readonly device: Device;
  readonly identities: IdentityStore;
  /** Keeps to the pace that AWS demands of the CONNECTs of one client id. */
  readonly connect: Connector;
  /** Waits until a CONNECT with this client id need not wait any more. */
  readonly connectTurn: (clientId: string, signal: AbortSignal) => Promise<void>;
  /** What it knows of identities that were not let in. */
  readonly recovery: Recovery;
  readonly timing: Timing;
  readonly keyOrigin: KeyOrigin;
  readonly report: (event: AgentEvent) => void;
  /** Takes what is published to the thing of that name. Returns whether it is handed on, or has to wait in the cloud. */
  readonly takeMessage: (thingName: string, ...message: Parameters<TakeMessage>) => boolean;
}
