import type { PointFamily } from '@fleet/faults';

/** The operations of AWS IoT that RegisterThing calls (API reference, RegisterThing: under the limits of the account). */
const registrationCalls = [
  'CreateThing',
  'UpdateThing',
  'AddThingToThingGroup',
  'RemoveThingFromThingGroup',
  'AddThingToBillingGroup',
  'UpdateCertificate',
  'CreatePolicy',
  'AttachPolicy',
  'AttachThingPrincipal',
] as const;

export type RegistrationCall = (typeof registrationCalls)[number];

/** One step of a registration. */
export interface RegistrationStep {
  /** Absent for what is no call of an operation. */
  readonly call?: RegistrationCall;
  /** What the role of the template must be allowed to make the call on. */
  readonly on?: readonly string[];
  readonly work: () => void;
  /** Once the work is committed. */
  readonly afterwards?: () => void;
}

/** Where a registration asks for faults. */
export const registrationFaultPoints: PointFamily = {
  form: `provisioning:<${registrationCalls.join('|')}>`,
  has: (point) => registrationCalls.some((call) => point === `provisioning:${call}`),
  effects: ['fail', 'throttle', 'delay'],
  matches: ['clientId'],
};
