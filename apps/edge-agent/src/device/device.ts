import type { Endpoint, MachineListen, Serial } from '@fleet/fleet-contract';
import type { Credentials } from '../connection/connection';

/** The claim goes once the device's own certificate is proven. */
export interface ClaimRemoval {
  /** Whether the device can ask with its claim no more. */
  isDone(): boolean;
  /**
   * @returns whether something was left to remove
   * @throws IdentityStorageError
   */
  carryOut(): boolean;
}

/** Who this device is and where its fleet is, as its folder says. */
export interface Device {
  readonly serial: Serial;
  readonly modelType: string;
  /** What `machine_config.json` names instead of these two: `env:…`, `file:…` or `command:…`. */
  readonly serialFrom?: string | undefined;
  readonly modelFrom?: string | undefined;
  /** What it says of itself when it is provisioned. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly endpoint: Endpoint;
  readonly provisioningTemplate: string;
  readonly rotationTemplate: string;
  /** A certificate is due for rotation this many days after it was issued. */
  readonly rotationDays: number;
  /** So many days after the warning it may be cut off. */
  readonly graceDays: number;
  readonly spreadDays: number;
  /** PEM. */
  readonly rootCa: string;
  /** How programs of the device use the agent's connection. */
  readonly listen?: MachineListen | undefined;
  /** Where the device's own identities lie. */
  readonly identityDirectory: string;
  /**
   * The claim that the device came with: it is the way back when all of the device's own identities are refused. Read
   * only when needed.
   *
   * @throws DeviceFolderError, FileUnreadableError
   */
  readClaim(): Credentials;
  /** Where the claim does not stay in its folder for good. */
  readonly claimRemoval?: ClaimRemoval | undefined;
  /**
   * The voucher of the device's factory, where it has one: it goes with the claim. Read only when needed.
   *
   * @throws DeviceFolderError, FileUnreadableError
   */
  readVoucher(): string | undefined;
}
