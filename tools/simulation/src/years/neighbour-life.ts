import { isLetIn, recordOf } from '../cloud/cloud-state';
import { register } from '../cloud/register-thing';
import { send } from '../world/connecting';
import { claimId, issueCertificate, otherSerial, serial, tokenEnd } from '../world/world';
import { dayMillis, hourMillis, type Life } from './life';

const mostStolen = 6;

/** Another device of the fleet, in force with an identity of its own, which attacks the first with that. */
export class NeighbourLife {
  private own: string | undefined;

  private constructor(private readonly life: Life) {}

  static begin(life: Life): void {
    const neighbour = new NeighbourLife(life);
    life.plan(hourMillis, 'another device provisions', () => neighbour.provisions());
    neighbour.planAttack();
  }

  /** It is a device as any other, and as hard to keep out. */
  private async provisions(): Promise<void> {
    const { world, simulated } = this.life;
    const certificateId = issueCertificate(world);
    const { allowProvisioning, parameterOverrides } = await simulated.fleet.provision({
      claimCertificateId: claimId,
      certificateId,
      clientId: 'claim:0123456789abcdef',
      parameters: { SerialNumber: otherSerial, ModelType: 'sensor' },
    });
    if (allowProvisioning) {
      register(world, { certificateId, parameters: parameterOverrides });
      this.connects(certificateId);
    }
  }

  private connects(certificateId: string): void {
    const { world } = this.life;
    if (!isLetIn(world, certificateId, otherSerial)) {
      return;
    }
    this.own = certificateId;
    const message = { clientId: otherSerial, principal: certificateId, moment: world.now, failures: 0 };
    send(world, { ...message, source: 'presence' });
    send(world, { ...message, source: 'confirmation' });
  }

  private planAttack(): void {
    const { random } = this.life;
    this.life.plan(random.waiting(15 * dayMillis), 'another device attacks, or rotates', async () => {
      if (this.life.areFaulty) {
        this.planAttack();
        await this.attacks();
      }
    });
  }

  private async attacks(): Promise<void> {
    const { random, world } = this.life;
    const own = this.own;
    if (own === undefined || !isLetIn(world, own, otherSerial)) {
      await this.provisions();
      return;
    }
    switch (random.of(['rotate', 'rotate', 'rotate', 'rotate', 'ask', 'pretend', 'forge', 'register'])) {
      case 'rotate':
        await this.asks(own, { clientId: otherSerial, wants: otherSerial });
        break;
      case 'ask':
        await this.asks(own, { clientId: otherSerial, wants: serial });
        break;
      case 'pretend':
        await this.asks(own, { clientId: serial, wants: serial });
        break;
      case 'register':
        await this.registersAnew();
        break;
      default:
        this.forges(own);
    }
  }

  /** Over its own certificate, under its own name or the other's. */
  private async asks(over: string, { clientId, wants }: { clientId: string; wants: string }): Promise<void> {
    const { world, simulated } = this.life;
    const certificateId = issueCertificate(world);
    const { allowProvisioning, parameterOverrides } = await simulated.fleet.rotation({
      claimCertificateId: over,
      certificateId,
      clientId,
      parameters: { SerialNumber: wants },
    });
    if (!allowProvisioning) {
      return;
    }
    register(world, { certificateId, parameters: parameterOverrides });
    if (wants === otherSerial) {
      this.connects(certificateId);
      return;
    }
    world.thief.certificates = [
      ...world.thief.certificates,
      { certificateId, tokenUntil: tokenEnd(world.now) },
    ];
  }

  /** With the claim, which every device of the model has, for the other. */
  private async registersAnew(): Promise<void> {
    const { world, simulated } = this.life;
    if (world.thief.certificates.length >= mostStolen) {
      return;
    }
    const certificateId = issueCertificate(world);
    world.thief.certificates = [
      ...world.thief.certificates,
      { certificateId, tokenUntil: tokenEnd(world.now) },
    ];
    const { allowProvisioning, parameterOverrides } = await simulated.fleet.provision({
      claimCertificateId: claimId,
      certificateId,
      clientId: 'claim:fedcba9876543210',
      parameters: { SerialNumber: serial },
    });
    if (allowProvisioning) {
      register(world, { certificateId, parameters: parameterOverrides });
    }
  }

  /** It publishes on the topics of AWS IoT that a certificate of the other, or its own, has connected as the other. */
  private forges(own: string): void {
    const { world, random } = this.life;
    const known = recordOf(world, serial)?.certificates.map(({ certificateId }) => certificateId) ?? [];
    const principal = random.of([
      own,
      ...known,
      ...world.thief.certificates.map((each) => each.certificateId),
    ]);
    send(world, {
      clientId: serial,
      principal,
      source: 'presence',
      publisher: own,
      moment: world.now,
      failures: 0,
    });
  }
}
