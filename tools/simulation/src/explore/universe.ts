import type { FleetDays } from '../cloud/fleet-functions';
import type { Simulated } from '../world/simulated';

export type OperatorCommand =
  | 'block'
  | 'unblock'
  | 'permit-reprovision'
  | 'permit-certificate'
  | 'permit-rotate'
  | 'revoke-permits'
  | 'revoke-claim';

/** Who takes part, what can go wrong, and how much of it there is: what is left out keeps what is there small. */
export interface Universe {
  readonly name: string;
  readonly days: FleetDays;
  /** Certificates that there can be at a time, deleted ones not counted. */
  readonly certificates: number;
  readonly thief: boolean;
  /** A device of the same fleet tries to pass for the first one. */
  readonly other: boolean;
  readonly operator: readonly OperatorCommand[];
  /** Answers, acknowledgements and messages get lost, or come twice. */
  readonly lossy: boolean;
  /** AWS leaves registrations half done. */
  readonly halfDone: boolean;
  /** Functions and commands are stopped between any two calls that change something. */
  readonly stops: boolean;
  /** Something happens while a sweep waits for its turn. */
  readonly meanwhile: boolean;
  /** Sweeps of the day before, and of days to come. */
  readonly wrongDays: boolean;
  /** So much goes on at the beginning that no whole rotation is among the states that are looked at. */
  readonly isRotationFar: boolean;
  readonly begin: (simulated: Simulated) => Promise<void>;
}
