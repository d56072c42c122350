const hourMillis = 3_600_000;

/** A client that is not connected, and was. */
interface Gone {
  readonly number: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The version number of each client id, which rises with each of its connections, and begins anew when it was gone for an
 * hour (developer guide, life-cycle-events).
 */
export class ConnectionVersions {
  private readonly connected = new Map<string, number>();
  /** In the order in which they went, so that those of more than an hour ago are found at the front. */
  private readonly gone = new Map<string, Gone>();

  /** The client connects. */
  next(clientId: string, now: number): number {
    this.forgetBefore(now);
    const gone = this.gone.get(clientId);
    const before = this.connected.get(clientId) ?? (gone && isRecent(gone, now) ? gone.number : undefined);
    const number = before === undefined ? 0 : before + 1;
    this.gone.delete(clientId);
    this.connected.set(clientId, number);
    return number;
  }

  /** The connection of this number ended. What a later one has counted on from stays. */
  left(clientId: string, number: number, now: number): void {
    if (this.connected.get(clientId) === number) {
      this.connected.delete(clientId);
      this.gone.set(clientId, { number, at: now });
    }
  }

  private forgetBefore(now: number): void {
    for (const [clientId, gone] of this.gone) {
      // Those behind it went later, but for what the cloud's clock was set back.
      if (isRecent(gone, now)) {
        break;
      }
      this.gone.delete(clientId);
    }
  }
}

function isRecent({ at }: Gone, now: number): boolean {
  return now - at <= hourMillis;
}
