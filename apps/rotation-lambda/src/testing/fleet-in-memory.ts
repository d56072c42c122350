import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { pino } from 'pino';
import type { CutOffDevice } from '../arrivals/cut-off-device';
import type { SweepContext, SweepRules } from '../devices/sweep-context';
import { foundThingOf, type FoundThing, type IndexedThing } from '../find/found-thing';
import type { FleetIndex } from '../find/fleet-index';
import type { SweepEvent } from '../sweep/sweep-event';
import type { Round, SweepParts } from '../sweep/sweep-parts';
import { claim, type SweepLease, type SweepState } from '../sweep/sweep-state';
import { LeaseLostError, type SweepStore } from '../sweep/sweep-store';
import { sweepQuery } from './sweep-query';

/** A device as its fleet knows it. */
export interface TestThing {
  attributes: Record<string, string>;
  connected: boolean;
  /** When its connection began. */
  connectedSince?: Date;
  /** Milliseconds since the epoch. */
}

export const testRules: SweepRules = {
  rotationDays: 360,
  spreadDays: 0,
  graceDays: 14,
  enforce: 'deactivate',
  retainDays: 30,
  presenceRule: true,
  warningsPerSecond: 50,
  rotationsPerMinute: 190,
};

/** Somebody pulled the plug. */
export class PulledPlugError extends Error {
  override readonly name = 'PulledPlugError';
}

/**
 * The cloud around a sweep in memory: things, their certificates, the index over them, the devices table, the sweep's
 * own store. Every call on it may be made to fail by {@link beforeCall}, which is how a sweep is interrupted.
 */
export class FleetInMemory {
  readonly things = new Map<string, TestThing>();
  readonly active = new Set<string>();
  readonly gone = new Set<string>();
  readonly revoked = new Set<string>();
  readonly warned: string[] = [];
  /** In how many seconds those who were warned may begin. */
  readonly turns: (number | undefined)[] = [];
  /** Whose connection was to be ended. */
  readonly disconnected: string[] = [];
  /** Whose session ended with that. */
  readonly sessionsEnded: string[] = [];
  /** Who was cut off, and is to be looked at in a moment. */
  readonly watched: CutOffDevice[] = [];
  readonly lines: unknown[] = [];
  readonly registry = inMemoryDeviceRegistry(testRules.graceDays, ['c', 'claim']);
  readonly store = new SweepStoreInMemory(() => this.call('store'));
  clock = new Date('2027-01-01T03:00:00Z');
  pageSize = 7;
  /** What the index shows, where it is behind. */
  indexed: ReadonlyMap<string, TestThing> | undefined;
  beforeCall: (what: string) => void = () => undefined;

  /** A device with a certificate of its own in force, which carries a connection since it was proven. */
  async addConnected(
    serial: string,
    attributes: Readonly<Record<string, string>>,
    since: Date,
  ): Promise<void> {
    this.things.set(serial, { attributes: { ...attributes }, connected: true, connectedSince: since });
    const certificateId = `${serial}-A`;
    const request = { serial, certificateId, claimCertificateId: 'c', model: 'm', at: since };
    await this.registry.recordIssued(undefined, request);
    const proof = { serial, certificateId, source: 'presence', at: since, connectedAt: since } as const;
    await this.registry.proveCurrent(proof);
  }

  parts(rules: Partial<SweepRules> = {}, batchSize = 5): SweepParts {
    return {
      fleet: 'fleetprov',
      context: this.context({ ...testRules, ...rules }),
      agenda: this.registry,
      index: this.index(),
      thingGroup: 'fleetprov_fleet',
      store: this.store,
      batchSize,
      unprovenChores: 100,
    };
  }

  /** A round with so much of Lambda's time; each call on the fleet takes one second of it. */
  round(owner: string, seconds = 900): Round & { readonly scheduled: { round: number; at: Date }[] } {
    const endsAt = this.calls + seconds;
    const scheduled: { round: number; at: Date }[] = [];
    return {
      owner,
      remainingMillis: () => (endsAt - this.calls) * 1_000,
      scheduled,
      continuations: {
        schedule: ({ round }, _scheduledTime, at) => {
          this.call('schedule');
          scheduled.push({ round, at });
          return Promise.resolve();
        },
        comeAgain: (_scheduledTime, at) => {
          scheduled.push({ round: 0, at });
          return Promise.resolve();
        },
      },
    };
  }

  private calls = 0;

  private call(what: string): void {
    this.calls += 1;
    this.beforeCall(what);
  }

  private context(rules: SweepRules): SweepContext {
    const log = pino({ base: null }, { write: (line: string) => void this.lines.push(JSON.parse(line)) });
    return {
      rules,
      log,
      now: () => this.clock,
      registry: this.registry,
      pacer: { turn: () => Promise.resolve() },
      chorePacer: { turn: () => Promise.resolve() },
      alerts: {
        publishRotateCert: (thingName, startsInSeconds) =>
          this.answer('publish', () => {
            this.warned.push(thingName);
            this.turns.push(startsInSeconds);
          }),
      },
      watch: (device) => this.answer('watch', () => void this.watched.push(device)),
      iot: {
        thing: (thingName) => this.answer('thing', () => structuredClone(this.things.get(thingName))),
        isConnected: (thingName) =>
          this.answer('isConnected', () => this.things.get(thingName)?.connected === true),
        disconnect: (thingName, session) =>
          this.answer('disconnect', () => {
            const thing = this.things.get(thingName);
            const wasConnected = thing?.connected === true;
            this.disconnected.push(thingName);
            if (session === 'ends') {
              this.sessionsEnded.push(thingName);
            }
            if (thing !== undefined) {
              thing.connected = false;
            }
            return wasConnected;
          }),
        connectedSince: (thingName) =>
          this.answer('connectedSince', () => {
            const thing = this.things.get(thingName);
            return thing?.connected === true ? thing.connectedSince : undefined;
          }),
        isActive: (certificateId) => this.answer('isActive', () => this.active.has(certificateId)),
        activate: (certificateId) =>
          this.answer('activate', () => {
            if (this.revoked.has(certificateId)) {
              return false;
            }
            this.active.add(certificateId);
            return true;
          }),
        setAttributes: (thingName, attributes) =>
          this.answer('setAttributes', () => {
            const thing = this.things.get(thingName);
            if (thing !== undefined) {
              const merged = Object.entries({ ...thing.attributes, ...attributes });
              thing.attributes = Object.fromEntries(merged.filter(([, value]) => value !== ''));
            }
          }),
        deactivate: (certificateId) => this.answer('deactivate', () => this.active.delete(certificateId)),
        retire: (_thingName, certificateId) =>
          this.answer('retire', () => void this.active.delete(certificateId)),
        delete: (_thingName, certificateId) =>
          this.answer('delete', () => {
            this.active.delete(certificateId);
            this.gone.add(certificateId);
          }),
      },
    };
  }

  private async answer<Value>(what: string, value: () => Value): Promise<Value> {
    await Promise.resolve();
    this.call(what);
    return value();
  }

  private index(): FleetIndex {
    return {
      search: (queryString, next) =>
        this.answer('search', () => {
          const finds = sweepQuery(queryString);
          const matching = [...(this.indexed ?? this.things).entries()]
            .filter(([, { attributes }]) => finds(attributes[thingAttributes.certIssuance]))
            .filter(([thingName]) => next === undefined || thingName > next)
            .sort(([one], [other]) => (one < other ? -1 : 1));
          const page = matching.slice(0, this.pageSize);
          const things = page.flatMap(([thingName, thing]) => foundThingOf(indexed(thingName, thing)) ?? []);
          const last = page.at(-1)?.[0];
          return last === undefined || page.length === matching.length ? { things } : { things, next: last };
        }),
    };
  }
}

function indexed(thingName: string, { attributes, connected }: TestThing): IndexedThing {
  return { thingName, attributes, connectivity: { connected } };
}

/** {@link SweepStore} in memory, with the same rules. */
class SweepStoreInMemory implements SweepStore {
  readonly pages = new Map<string, readonly FoundThing[]>();
  state: SweepState | undefined;
  lease: SweepLease | undefined;

  constructor(private readonly call: () => void) {}

  async claim(
    event: SweepEvent,
    { owner, nowMillis, leaseUntil }: { owner: string; nowMillis: number; leaseUntil: number },
  ) {
    await this.turn();
    const held = defined({ state: this.state, lease: this.lease });
    const decision = claim(held, event, { owner, nowMillis });
    if (decision.outcome === 'begin' || decision.outcome === 'resume') {
      this.lease = { owner, until: leaseUntil };
    }
    return decision;
  }

  async save(state: SweepState, owner: string, lease: SweepLease | undefined): Promise<void> {
    await this.turn();
    if (this.lease?.owner !== owner) {
      throw new LeaseLostError(state.sweepId);
    }
    this.state = structuredClone(state);
    this.lease = lease;
  }

  async release(owner: string): Promise<void> {
    await this.turn();
    if (this.lease?.owner === owner) {
      this.lease = undefined;
    }
  }

  async spool(sweepId: string, page: number, things: readonly FoundThing[]): Promise<void> {
    await this.turn();
    this.pages.set(`${sweepId}/${page}`, structuredClone(things));
  }

  async spooled(sweepId: string, page: number): Promise<readonly FoundThing[]> {
    await this.turn();
    return this.pages.get(`${sweepId}/${page}`) ?? [];
  }

  async discard(sweepId: string, page: number): Promise<void> {
    await this.turn();
    this.pages.delete(`${sweepId}/${page}`);
  }

  private async turn(): Promise<void> {
    await Promise.resolve();
    this.call();
  }
}
