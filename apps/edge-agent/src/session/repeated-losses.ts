/**
 * AWS IoT Core closes the connection on what the policy forbids, as a network does that fails. What this many connections
 * were lost with, one after the other, is taken to be the cause.
 */
export const mostConnectionsLost = 3;

/** So long it is refused then. */
const refusedMillis = 60 * 60_000;

/** A program that thinks of ever new ones must not fill the memory. */
const mostRemembered = 256;

/** What connections of the device were lost with, and how often in a row. */
export class RepeatedLosses {
  private readonly known = new Map<string, { readonly losses: number; readonly at: number }>();

  /** @param elapsed milliseconds that only ever grow */
  constructor(private readonly elapsed: () => number) {}

  /** @returns whether it is taken to be the cause now */
  lost(name: string): boolean {
    return this.note(name, (this.find(name)?.losses ?? 0) + 1) >= mostConnectionsLost;
  }

  /** It is the cause, as somebody has counted elsewhere. */
  refuse(name: string): void {
    this.note(name, mostConnectionsLost);
  }

  /** The connection has survived it. */
  survived(name: string): void {
    this.known.delete(name);
  }

  isSuspect(name: string): boolean {
    return this.find(name) !== undefined;
  }

  isRefused(name: string): boolean {
    return (this.find(name)?.losses ?? 0) >= mostConnectionsLost;
  }

  private find(name: string): { readonly losses: number } | undefined {
    const found = this.known.get(name);
    return found !== undefined && this.elapsed() - found.at < refusedMillis ? found : undefined;
  }

  private note(name: string, losses: number): number {
    this.known.delete(name);
    this.known.set(name, { losses, at: this.elapsed() });
    const [oldest] = this.known.keys();
    if (this.known.size > mostRemembered && oldest !== undefined) {
      this.known.delete(oldest);
    }
    return losses;
  }
}
