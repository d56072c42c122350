import { LatestChanges } from './latest-changes';

const mostChanges = 20_000;

/** What the rights of a connection were read from: its certificate, and the thing that this is attached to. */
export interface RightsSource {
  readonly certificateId: string;
  /** Whether there is such a thing or not. */
  readonly thingName: string | undefined;
  /** By `now` of the changes, before it was read. */
  readonly readAt: number;
}

/** Changes of what the rights of connections are put together from. */
export class RightsChanges {
  private readonly changes = new LatestChanges(mostChanges);

  now(): number {
    return this.changes.now();
  }

  /** To be called whenever a certificate has changed, or what is attached to it. */
  ofCertificate(certificateId: string): void {
    this.changes.changed(certificateKey(certificateId));
  }

  /** To be called whenever a thing has changed, or the groups that it is in. */
  ofThing(thingName: string): void {
    this.changes.changed(thingKey(thingName));
  }

  /** To be called whenever policies or thing groups have changed, which are of many connections. */
  ofPolicies(): void {
    this.changes.everythingChanged();
  }

  haveComeTo({ certificateId, thingName, readAt }: RightsSource): boolean {
    return (
      this.changes.hasChangedSince(readAt, certificateKey(certificateId)) ||
      (thingName !== undefined && this.changes.hasChangedSince(readAt, thingKey(thingName)))
    );
  }
}

function certificateKey(certificateId: string): string {
  return `certificate ${certificateId}`;
}

function thingKey(thingName: string): string {
  return `thing ${thingName}`;
}
