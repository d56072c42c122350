import { formatCertDate } from '@fleet/cert-dates';
import { thingAttributes, writeArrival } from '@fleet/fleet-contract';
import { serveArrivals } from '../arrivals/serve-arrivals';
import type { SweepRules } from '../devices/sweep-context';
import { testRules, type FleetInMemory } from '../testing/fleet-in-memory';
import { connect, deviceFleet, disconnect, serial, thingOf } from '../testing/rotating-device';
import { sqsRecord } from '../testing/sqs-record';
import { runSweep } from './run-sweep';
import { parseSweepEvent } from './sweep-event';

const dayMillis = 86_400_000;
const years = 3 * 365;
/** Its certificate is due on this day after the first. */
const dueAfter = testRules.rotationDays;

/** The device and whoever uses its name, over the days of three years. */
class ThreeYears {
  private day = 0;
  /** How often a sweep has told the operator that the device cannot be reached. */
  unreachable = 0;

  private constructor(
    readonly fleet: FleetInMemory,
    private readonly rules: Partial<SweepRules>,
  ) {}

  /** A device with a certificate in force of the first day, and nobody is connected. */
  static async of(rules: Partial<SweepRules> = {}): Promise<ThreeYears> {
    return new ThreeYears(await deviceFleet(), rules);
  }

  /** A moment of the day, as `03:00`. */
  at(time: string): Date {
    return new Date(Date.parse(`2026-01-01T${time}:00Z`) + this.day * dayMillis);
  }

  /**
   * The device comes with its certificate, and does not say so. A minute later it is warned, if it is due.
   * @param seconds for which it stays
   */
  async comes(time: string, seconds = Infinity): Promise<void> {
    const connectedAt = this.at(time);
    await connect(this.fleet, 'A', connectedAt);
    const proof = await this.fleet.registry.proveCurrent({
      serial,
      certificateId: 'A',
      source: 'presence',
      at: connectedAt,
    });
    const isDue = proof.outcome === 'already-current' && proof.due !== undefined;
    if (seconds < 60) {
      this.leaves();
    }
    if (this.rules.presenceRule === false || !isDue) {
      return;
    }
    this.fleet.clock = new Date(connectedAt.getTime() + 60_000);
    const body = writeArrival({ serial, certificateId: 'A', source: 'presence', connectedAt });
    // Nobody is cut off before it comes.
    const lookAgain = () => Promise.reject(new Error('nobody was cut off'));
    await serveArrivals({ ...this.fleet.parts().context, lookAgain })({ Records: [sqsRecord(body)] });
  }

  /** Somebody with a claim connects under the name of the device, which `documented` mode allows. */
  claimComes(time: string): void {
    Object.assign(thingOf(this.fleet), { connected: true, connectedSince: this.at(time) });
  }

  /** It asks for another certificate over its own, which it never proves: the thing shows another date for a while. */
  async asks(time: string): Promise<void> {
    const at = this.at(time);
    const request = { serial, certificateId: `B${this.day}`, issuedOver: 'A', at };
    await this.fleet.registry.recordRotationIssued(await this.fleet.registry.find(serial), request);
    thingOf(this.fleet).attributes[thingAttributes.certIssuance] = formatCertDate(at);
  }

  /** What a sweep changes from now on is not in the index before the sweep is over. */
  indexFallsBehind(): void {
    this.fleet.indexed = structuredClone(this.fleet.things);
  }

  leaves(): void {
    disconnect(this.fleet);
  }

  /** @param passes what happens on each day beside its sweep, before and after it; @returns the day on which the certificate ended */
  async pass(
    passes: { before?: (day: number) => unknown; after?: (day: number) => unknown },
    days = years,
  ): Promise<number | undefined> {
    const last = this.day + days;
    for (this.day += 1; this.day < last; this.day += 1) {
      await passes.before?.(this.day);
      this.fleet.clock = this.at('03:00');
      const event = parseSweepEvent({ scheduledTime: this.fleet.clock.toISOString() });
      const swept = await runSweep(this.fleet.parts(this.rules), event, this.fleet.round(`day-${this.day}`));
      this.unreachable += swept.outcome === 'done' ? swept.state.counts.unreachable : 0;
      if (!this.fleet.active.has('A')) {
        return this.day;
      }
      await passes.after?.(this.day);
    }
    return undefined;
  }
}

describe('over three years of daily sweeps', () => {
  it('a device in storage is never cut off, though a claim is connected as the device during each of them', async () => {
    const time = await ThreeYears.of();
    await time.comes('12:00');
    time.leaves();
    await expect(
      time.pass({ before: () => time.claimComes('02:50'), after: () => time.leaves() }),
    ).resolves.toBeUndefined();
    expect(time.fleet.warned.length).toBe(years - dueAfter);
  });

  it('nor is it by a claim that comes once, for good, right after it has left', async () => {
    const time = await ThreeYears.of();
    await time.comes('12:00');
    time.leaves();
    time.claimComes('12:02');
    await expect(time.pass({})).resolves.toBeUndefined();
  });

  it('it has all of its days of grace when it comes out of storage, from the minute on when it should listen', async () => {
    const time = await ThreeYears.of();
    await time.pass({ before: () => time.claimComes('02:50') }, 1_000);
    await time.comes('12:00');
    time.leaves();
    const ended = await time.pass({}, 90);
    expect(ended).toBe(1_000 + testRules.graceDays + 1);
  });

  it.each([
    ['is away from 02:59 to 03:01 every day', '02:59', '03:01'],
    ['comes for an hour a day', '13:00', '12:00'],
  ])(
    'a device that %s, and does not rotate, is cut off when its days of grace have passed',
    async (_, leaves, comes) => {
      const time = await ThreeYears.of();
      await time.comes('12:00');
      if (leaves === '13:00') {
        time.leaves();
      }
      const ended = await time.pass({
        before: () => {
          if (leaves === '02:59') {
            time.leaves();
          }
        },
        after: async () => {
          await time.comes(comes);
          if (leaves === '13:00') {
            time.leaves();
          }
        },
      });
      expect(ended).toBe(dueAfter + testRules.graceDays + 1);
    },
  );

  it('so is a device that asks for another certificate every second day, while the index is behind', async () => {
    const time = await ThreeYears.of();
    await time.comes('12:00');
    const ended = await time.pass({
      before: () => time.indexFallsBehind(),
      after: async (day) => {
        if (day >= dueAfter && day % 2 === 0) {
          await time.asks('04:00');
        }
      },
    });
    expect(ended).toBeLessThan(dueAfter + testRules.graceDays + 8);
  });

  it('so is a device that never confirms, and never leaves', async () => {
    const time = await ThreeYears.of();
    await time.comes('12:00');
    await expect(time.pass({})).resolves.toBe(dueAfter + testRules.graceDays + 1);
  });

  it('so is one that has connected twice within an hour, so that the second connection is on no record', async () => {
    const time = await ThreeYears.of();
    await time.comes('12:00');
    await time.comes('12:30');
    const ended = await time.pass({
      // It comes back when its connection is ended.
      after: () => (thingOf(time.fleet).connected ? undefined : time.comes('03:02')),
    });
    expect(ended).toBe(dueAfter + 1 + testRules.graceDays + 1);
  });

  describe('where silence ends a certificate', () => {
    const offlineDays = 90;
    /** One more where somebody is there, who may be the device: its certificate has a day to show itself. */
    const silenceIsOver = dueAfter + offlineDays + 1;

    const silent = async () => {
      const time = await ThreeYears.of({ offlineDays });
      await time.comes('12:00');
      time.leaves();
      return time;
    };

    it('a device in storage is cut off, though a claim is connected as the device during each sweep', async () => {
      const time = await silent();
      const ended = await time.pass({
        before: () => time.claimComes('02:50'),
        after: () => time.leaves(),
      });
      expect(ended).toBe(silenceIsOver + 1);
    });

    it('nor is it spared by a claim that comes back at once, or that comes and goes before each sweep', async () => {
      const never = await silent();
      never.claimComes('14:00');
      await expect(never.pass({ after: () => never.claimComes('03:01') })).resolves.toBe(silenceIsOver + 1);
      const before = await silent();
      const comesAndGoes = () => {
        before.claimComes('02:40');
        before.leaves();
      };
      await expect(before.pass({ before: comesAndGoes })).resolves.toBe(silenceIsOver);
    });

    it('a device is kept that comes back once a week, and hears no warning', async () => {
      const time = await silent();
      const ended = await time.pass({
        before: () => time.claimComes('02:50'),
        after: async (day) => {
          time.leaves();
          if (day % 7 === 0) {
            await connect(time.fleet, 'A', time.at('12:00'));
            time.leaves();
          }
        },
      });
      expect(ended).toBeUndefined();
    });

    it('a device is kept that has not left since before it was adopted, until it has shown its certificate', async () => {
      const time = await ThreeYears.of({ offlineDays: 1 });
      await time.fleet.registry.forget(serial);
      const dates = { issuedAt: new Date('2020-01-01T00:00:00Z'), at: time.at('00:00') };
      await time.fleet.registry.adopt({ serial, certificateId: 'A', model: 'm', ...dates });
      thingOf(time.fleet).attributes[thingAttributes.certIssuance] = '20200101';
      time.claimComes('00:00');
      const ended = await time.pass({
        after: () => (thingOf(time.fleet).connected ? undefined : time.comes('03:02')),
      });
      // It came back when a sweep asked for that, was warned, and let its days of grace pass.
      expect(ended).toBe(2 + testRules.graceDays + 1);
    });
  });

  describe('of a device that comes for half a minute a day, and so never hears a warning', () => {
    const unheardDays = 30;
    const { graceDays } = testRules;

    /** It comes, and is away again when it is to be warned. */
    const visits = async (time: ThreeYears) => {
      await time.comes('12:00', 30);
      expect(thingOf(time.fleet).connected).toBe(false);
    };

    const visitor = async (rules: Partial<SweepRules>) => {
      const time = await ThreeYears.of(rules);
      await visits(time);
      return time;
    };

    it('the operator is told daily, and it is never cut off', async () => {
      const time = await visitor({});
      await expect(time.pass({ after: () => visits(time) })).resolves.toBeUndefined();
      expect(time.unreachable).toBe(years - 1 - (dueAfter + graceDays));
    });

    it('its certificate ends when it still comes after the days that the operator configured', async () => {
      const time = await visitor({ unheardDays });
      await expect(time.pass({ after: () => visits(time) })).resolves.toBe(dueAfter + unheardDays + 2);
    });

    it('it is kept when it comes out of storage, for as long', async () => {
      const time = await visitor({ unheardDays });
      await time.pass({}, 1_000);
      await expect(time.pass({ after: () => visits(time) })).resolves.toBe(1_001 + unheardDays + 2);
    });

    it('it is kept when it comes once, and not again', async () => {
      const time = await visitor({ unheardDays });
      await time.pass({}, 1_000);
      await visits(time);
      await expect(time.pass({})).resolves.toBeUndefined();
    });

    it('it is kept when only a claim comes under its name', async () => {
      const time = await visitor({ unheardDays });
      const comesAndGoes = () => {
        time.claimComes('02:40');
        time.leaves();
      };
      await expect(time.pass({ before: comesAndGoes })).resolves.toBeUndefined();
    });

    it('it has its days of grace once it stays for a minute', async () => {
      const time = await visitor({ unheardDays });
      await time.pass({ after: () => visits(time) }, dueAfter + unheardDays);
      await time.comes('12:00');
      time.leaves();
      const from = dueAfter + unheardDays;
      await expect(time.pass({ after: () => visits(time) })).resolves.toBe(from + graceDays + 1);
    });
  });

  it('a device that never confirms is cut off by its silence, where connections are not heard of', async () => {
    const time = await ThreeYears.of({ presenceRule: false, offlineDays: 90 });
    time.claimComes('12:00');
    await expect(time.pass({})).resolves.toBe(dueAfter + 90 + 1);
  });
});
