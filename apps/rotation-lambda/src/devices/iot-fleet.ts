import type { IoTClient } from '@aws-sdk/client-iot';
import type { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import {
  connectedSince,
  deactivateCertificate,
  deleteRetired,
  endConnection,
  findCertificate,
  findThing,
  isConnectedNow,
  mergeAttributes,
  retireCertificate,
  setCertificateStatus,
  type RegisteredThing,
  type SessionEnd,
} from '@fleet/iot-registry';

/** What a sweep asks AWS IoT's registry, and has it do. */
export interface IotFleet {
  thing(thingName: string): Promise<RegisteredThing | undefined>;
  /** Writes attributes of a thing beside those that it has; where there is no such thing, nothing. */
  setAttributes(thingName: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** Whether it is connected at this moment. */
  isConnected(thingName: string): Promise<boolean>;
  /** Ends its connection, over whichever certificate. Returns whether it was connected. */
  disconnect(thingName: string, session: SessionEnd): Promise<boolean>;
  /** When the connection began that the client of its name has at this moment, whichever certificate it came with. */
  connectedSince(thingName: string): Promise<Date | undefined>;
  /** Whether it is ACTIVE. */
  isActive(certificateId: string): Promise<boolean>;
  /** Makes a certificate ACTIVE again. Returns whether it is; one that is REVOKED or deleted stays so. */
  activate(certificateId: string): Promise<boolean>;
  /** Makes a certificate INACTIVE; thing and policy stay attached to it. Returns whether it was ACTIVE until now. */
  deactivate(certificateId: string): Promise<boolean>;
  /** Makes a certificate INACTIVE, unless it is REVOKED, and takes thing and policy from it. Safe to repeat. */
  retire(thingName: string, certificateId: string): Promise<void>;
  /** Deletes a retired certificate, and retires it first where it is not. Safe to repeat. */
  delete(thingName: string, certificateId: string): Promise<void>;
}

/** {@link IotFleet} over the AWS SDK. */
export function createIotFleet(
  { iot, iotData }: { readonly iot: IoTClient; readonly iotData: IoTDataPlaneClient },
  policyName: string,
): IotFleet {
  return {
    thing: (thingName) => findThing(iot, thingName),
    setAttributes: async (thingName, attributes) => {
      await mergeAttributes(iot, thingName, attributes);
    },
    isConnected: (thingName) => isConnectedNow(iot, thingName),
    disconnect: (thingName, session) => endConnection(iotData, thingName, session),
    connectedSince: (thingName) => connectedSince(iot, thingName),
    isActive: async (certificateId) => (await findCertificate(iot, certificateId))?.status === 'ACTIVE',
    activate: (certificateId) => setCertificateStatus(iot, certificateId, 'ACTIVE'),
    deactivate: (certificateId) => deactivateCertificate(iot, certificateId),
    retire: (thingName, certificateId) => retireCertificate(iot, certificateId, { thingName, policyName }),
    delete: (thingName, certificateId) => deleteRetired(iot, certificateId, { thingName, policyName }),
  };
}
