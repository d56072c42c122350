import type { Calls } from './sweep-calls';
import { quotaBounds } from './sweep-duration';

/**
 * What one rotation asks of AWS by itself: the hook, AWS's own registration, the proof handler. Read off
 * apps/hook-lambda and libs/iot-registry, whose test has the calls of a retirement.
 */
export const rotationCalls: Calls = {
  RegisterThing: 1,
  DescribeThing: 1,
  ListThingPrincipals: 2,
  DescribeCertificate: 3,
  UpdateCertificate: 1,
  DetachThingPrincipal: 1,
  DetachPolicy: 1,
};

/** How many devices can rotate in a second under AWS's default quotas, and what bounds them. */
export function rotationRate(): { readonly perSecond: number; readonly boundBy: string } {
  const [longest] = [...quotaBounds(rotationCalls)].sort((one, other) => other.seconds - one.seconds);
  if (longest === undefined) {
    throw new Error('no quota bounds a rotation');
  }
  return { perSecond: 1 / longest.seconds, boundBy: longest.boundBy };
}
