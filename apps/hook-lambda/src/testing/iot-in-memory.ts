import assert from 'node:assert/strict';
import type { RegisteredThing } from '@fleet/iot-registry';
import type { IotRegistry } from '../iot/iot-registry';

/** The group of the fleet whose hooks are tested. */
export const fleetGroup = 'fleetprov_fleet';

/** AWS IoT's registry as far as the hooks see it; things and their active certificates in maps. */
export class IotInMemory implements IotRegistry {
  readonly things = new Map<string, RegisteredThing & { readonly groups: readonly string[] }>();
  /** Ids of the active certificates of each thing. */
  readonly active = new Map<string, Set<string>>();
  readonly revoked = new Set<string>();
  /** ARNs of what else is attached to a thing than its certificates. */
  readonly otherPrincipals = new Map<string, readonly string[]>();
  private readonly owners = new Map<string, string>();
  /** Ids of the certificates that are attached to each thing, active or not. */
  private readonly attached = new Map<string, Set<string>>();

  /** What RegisterThing does once the hook has agreed. */
  register(thingName: string, certificateId: string, certIssuance: string, group = fleetGroup): void {
    this.things.set(thingName, { attributes: { cert_issuance: certIssuance }, groups: [group] });
    this.owners.set(certificateId, thingName);
    this.attached.set(thingName, new Set([...(this.attached.get(thingName) ?? []), certificateId]));
    this.active.set(thingName, new Set([...(this.active.get(thingName) ?? []), certificateId]));
  }

  thing(thingName: string): Promise<RegisteredThing | undefined> {
    return Promise.resolve(this.things.get(thingName));
  }

  groupsOf(thingName: string): Promise<readonly string[] | undefined> {
    return Promise.resolve(this.things.get(thingName)?.groups);
  }

  principalsOf(thingName: string): Promise<readonly string[]> {
    const certificates = [...(this.attached.get(thingName) ?? [])];
    return Promise.resolve([
      ...certificates.map((id) => `arn:aws:iot:us-east-1:123456789012:cert/${id}`),
      ...(this.otherPrincipals.get(thingName) ?? []),
    ]);
  }

  isActiveCertificateOf(thingName: string, certificateId: string): Promise<boolean> {
    return Promise.resolve(this.active.get(thingName)?.has(certificateId) ?? false);
  }

  /** The one thing of a certificate is the one that it was registered for. */
  activate(certificateId: string): Promise<boolean> {
    if (this.revoked.has(certificateId)) {
      return Promise.resolve(false);
    }
    const thingName = this.owners.get(certificateId);
    assert(thingName !== undefined, 'AWS IoT has no certificate that was not registered');
    this.active.set(thingName, new Set([...(this.active.get(thingName) ?? []), certificateId]));
    return Promise.resolve(true);
  }

  retire(thingName: string, certificateId: string): Promise<void> {
    this.active.get(thingName)?.delete(certificateId);
    this.attached.get(thingName)?.delete(certificateId);
    return Promise.resolve();
  }

  setAttributes(thingName: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    const thing = this.things.get(thingName);
    if (thing !== undefined) {
      this.things.set(thingName, { ...thing, attributes: { ...thing.attributes, ...attributes } });
    }
    return Promise.resolve();
  }
}
