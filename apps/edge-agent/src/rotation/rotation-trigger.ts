import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';
import type { RotationReason } from './rotation-reason';

/**
 * Orders a rotation. Orders while one is under way are one with it.
 *
 * @param inMillis when the cloud wants it to begin, where it has said so
 */
export type OrderRotation = (by: RotationReason, inMillis?: number) => void;

/**
 * A source of orders to rotate. It is started with each connection, and stopped with it by the signal. (An order
 * by AWS IoT Jobs would be one more of these.)
 */
export interface RotationTrigger {
  start(agent: Agent, carrier: Carrier, order: OrderRotation, signal: AbortSignal): Promise<void>;
}
