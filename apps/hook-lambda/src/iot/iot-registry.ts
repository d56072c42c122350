import type { IoTClient } from '@aws-sdk/client-iot';
import {
  findThing,
  groupsOfThing,
  isActiveCertificateOf,
  mergeAttributes,
  principalsOfThing,
  retireCertificate,
  setCertificateStatus,
  type RegisteredThing,
} from '@fleet/iot-registry';

/** What the hooks ask AWS IoT, and the proof handler has it do. */
export interface IotRegistry {
  /** The thing, if there is one. */
  thing(thingName: string): Promise<RegisteredThing | undefined>;
  /** The groups that the thing is in, if there is such a thing. */
  groupsOf(thingName: string): Promise<readonly string[] | undefined>;
  /** ARNs of all that is attached to the thing. */
  principalsOf(thingName: string): Promise<readonly string[]>;
  /** Whether the certificate is ACTIVE and attached to that very thing. */
  isActiveCertificateOf(thingName: string, certificateId: string): Promise<boolean>;
  /** Makes a certificate ACTIVE again. Returns whether it is; one that is REVOKED or deleted stays so. */
  activate(certificateId: string): Promise<boolean>;
  /** Makes a certificate INACTIVE, unless it is REVOKED, and takes thing and policy from it. Safe to repeat, also for one that is gone. */
  retire(thingName: string, certificateId: string): Promise<void>;
  /** Writes attributes of a thing beside those that it has; where there is no such thing, nothing. */
  setAttributes(thingName: string, attributes: Readonly<Record<string, string>>): Promise<void>;
}

/** {@link IotRegistry} over the AWS SDK. */
export function createIotRegistry(iot: IoTClient, policyName: string): IotRegistry {
  return {
    thing: (thingName) => findThing(iot, thingName),
    groupsOf: (thingName) => groupsOfThing(iot, thingName),
    principalsOf: (thingName) => principalsOfThing(iot, thingName),
    isActiveCertificateOf: (thingName, certificateId) => isActiveCertificateOf(iot, thingName, certificateId),
    activate: (certificateId) => setCertificateStatus(iot, certificateId, 'ACTIVE'),
    retire: (thingName, certificateId) => retireCertificate(iot, certificateId, { thingName, policyName }),
    setAttributes: async (thingName, attributes) => {
      await mergeAttributes(iot, thingName, attributes);
    },
  };
}
