import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';

/**
 * Why a rotation is begun: the cloud's warning, the certificate's own age, a word from the operator at the
 * device, or an earlier rotation that was interrupted.
 */
export type RotationReason = 'alert' | 'due' | 'operator' | 'interrupted';

/** Orders a rotation. Orders while one is under way are one with it. */
export type OrderRotation = (by: RotationReason) => void;

/**
 * A source of orders to rotate. It is started with each connection, and stopped with it by the signal. (An order
 * by AWS IoT Jobs would be one more of these.)
 */
export interface RotationTrigger {
  start(agent: Agent, carrier: Carrier, order: OrderRotation, signal: AbortSignal): Promise<void>;
}
