import fc from 'fast-check';
import type { Proof } from '@fleet/certificate-lifecycle';
import { FleetInMemory } from '../testing/fleet-in-memory';
import { deliverProof } from '../testing/proof-in-memory';
import { runSweep } from './run-sweep';
import { parseSweepEvent } from './sweep-event';

const serial = 'sensor-0000';
const begin = Date.parse('2027-01-01T03:00:00Z');
const dayMillis = 86_400_000;

type Step =
  | { readonly do: 'rotate' | 'use-newest' | 'use-oldest' | 'sweep' }
  | { readonly do: 'deliver'; readonly which: number }
  | { readonly do: 'pass'; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('rotate' as const, 'use-newest' as const, 'use-oldest' as const) }),
  fc.record({ do: fc.constant('sweep' as const) }),
  fc.record({ do: fc.constant('deliver' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('pass' as const), days: fc.integer({ min: 0, max: 20 }) }),
);

/**
 * A device as the agent is one: it keeps what it has until a newer certificate has carried a connection and the broker
 * took its confirmation. What that proves reaches the cloud whenever it does, and in any order.
 */
class Device {
  /** The certificates whose keys it has, oldest first. */
  held: string[] = ['C0'];
  private readonly underWay: Proof[] = [];
  private issued = 0;
  private day = 0;

  constructor(private readonly fleet: FleetInMemory) {}

  get now(): Date {
    return new Date(begin + this.day * dayMillis);
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case 'rotate':
        return this.rotate();
      case 'use-newest':
        return this.connect(this.held.at(-1) ?? '');
      case 'use-oldest':
        return this.connect(this.held[0] ?? '');
      case 'deliver':
        return this.deliver(next.which);
      case 'sweep':
        return this.sweep();
      case 'pass':
        this.day += next.days;
    }
  }

  async deliverAll(): Promise<void> {
    while (this.underWay.length > 0) {
      await this.deliver(0);
    }
  }

  async sweep(): Promise<void> {
    this.day += 1;
    this.fleet.clock = this.now;
    const event = parseSweepEvent({ scheduledTime: this.now.toISOString() });
    // Reporting only: what ends by age ends by the operator's rule, and is another property.
    const parts = this.fleet.parts({ rotationDays: 10, graceDays: 5, enforce: 'report' });
    await runSweep(parts, event, this.fleet.round(`day-${this.day}`));
  }

  /** Over a certificate that carries a connection, as far as the hook lets it. */
  private async rotate(): Promise<void> {
    const over = this.held.find((certificateId) => this.fleet.active.has(certificateId));
    if (over === undefined) {
      return;
    }
    this.issued += 1;
    const certificateId = `C${this.issued}`;
    const known = await this.fleet.registry.find(serial);
    const request = { serial, certificateId, issuedOver: over, at: this.now };
    const answer = await this.fleet.registry.recordRotationIssued(known, request);
    if (answer.outcome !== 'recorded') {
      return;
    }
    this.fleet.active.add(certificateId);
    const thing = this.fleet.things.get(serial);
    if (thing) {
      thing.attributes['cert_issuance'] = this.now.toISOString().slice(0, 10).replaceAll('-', '');
    }
    this.held.push(certificateId);
  }

  private connect(certificateId: string): Promise<void> {
    if (!this.fleet.active.has(certificateId)) {
      return Promise.resolve();
    }
    this.underWay.push({ serial, certificateId, source: 'confirmation', at: this.now });
    this.held = this.held.slice(this.held.indexOf(certificateId));
    return Promise.resolve();
  }

  private async deliver(which: number): Promise<void> {
    const [proof] = this.underWay.splice(which % Math.max(1, this.underWay.length), 1);
    if (proof === undefined) {
      return;
    }
    await deliverProof(this.fleet, proof);
  }
}

/** Seen with the old one after the days of grace; then the new one carries a connection, and a sweep is quicker than its proof. */
const provenWhileTakenForLost: Step[] = [
  { do: 'rotate' },
  { do: 'pass', days: 6 },
  { do: 'use-oldest' },
  { do: 'deliver', which: 0 },
  { do: 'use-newest' },
  { do: 'sweep' },
];

async function provisioned(): Promise<{ fleet: FleetInMemory; device: Device }> {
  const fleet = new FleetInMemory();
  fleet.things.set(serial, { attributes: { cert_issuance: '20270101' }, connected: true });
  const at = new Date(begin);
  const first = { serial, certificateId: 'C0', claimCertificateId: 'claim', model: 'm', at };
  await fleet.registry.recordIssued(undefined, first);
  await fleet.registry.proveCurrent({ serial, certificateId: 'C0', source: 'confirmation', at });
  fleet.active.add('C0');
  return { fleet, device: new Device(fleet) };
}

describe('a device that keeps what it has until something newer has carried a connection', () => {
  it('can always come back, however late its proofs arrive and whatever sweeps come in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { fleet, device } = await provisioned();
        for (const next of steps) {
          await device.take(next);
        }
        await device.deliverAll();
        expect(device.held.some((certificateId) => fleet.active.has(certificateId))).toBe(true);
        await device.sweep();
        expect(device.held.some((certificateId) => fleet.active.has(certificateId))).toBe(true);
      }),
      { numRuns: 2_000, examples: [[provenWhileTakenForLost]] },
    );
  });
});
