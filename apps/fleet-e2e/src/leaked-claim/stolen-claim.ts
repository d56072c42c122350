import { RequestRejectedError } from '@fleet/provisioning-protocol';
import type { MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register } from '../devices/registration';
import type { VouchingFleet } from './vouching-fleet';

/** Connections at a time: each has one request on its way. */
const connections = 8;

/**
 * Whoever has a claim, and knows serial numbers, asks for each of them, with what he makes up for a voucher.
 * @returns how many requests the device saw refused with 403
 */
export async function askForEach(
  { fleet }: VouchingFleet,
  serials: readonly string[],
  parametersOf: (serial: string, index: number) => Readonly<Record<string, string>>,
): Promise<number> {
  const queue = [...serials.entries()];
  let refused = 0;
  const thief = async (session: MqttSession): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [index, serial] = next;
      const certificate = await obtainCertificate(session);
      const parameters = { SerialNumber: serial, ...parametersOf(serial, index) };
      try {
        await register(session, fleet.names.provisioningTemplate, certificate, parameters);
      } catch (error) {
        if (!(error instanceof RequestRejectedError && error.statusCode === 403)) {
          throw error;
        }
        refused += 1;
      }
    }
  };
  const sessions = await Promise.all(Array.from({ length: connections }, () => fleet.connectClaim()));
  await Promise.all(sessions.map(thief));
  await Promise.all(sessions.map((session) => session.close()));
  return refused;
}
