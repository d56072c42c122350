import type { IotRegistry, RegisteredThing } from '../iot/iot-registry';

/** AWS IoT's registry as far as the hooks see it; things and their active certificates in maps. */
export class IotInMemory implements IotRegistry {
  readonly things = new Map<string, RegisteredThing>();
  /** Ids of the active certificates of each thing. */
  readonly active = new Map<string, Set<string>>();

  /** What RegisterThing does once the hook has agreed. */
  register(thingName: string, certificateId: string, certIssuance: string): void {
    this.things.set(thingName, { attributes: { cert_issuance: certIssuance } });
    this.active.set(thingName, new Set([...(this.active.get(thingName) ?? []), certificateId]));
  }

  thing(thingName: string): Promise<RegisteredThing | undefined> {
    return Promise.resolve(this.things.get(thingName));
  }

  isActiveCertificateOf(thingName: string, certificateId: string): Promise<boolean> {
    return Promise.resolve(this.active.get(thingName)?.has(certificateId) ?? false);
  }

  retire(thingName: string, certificateId: string): Promise<void> {
    this.active.get(thingName)?.delete(certificateId);
    return Promise.resolve();
  }
}
