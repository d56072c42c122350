import { formatCertDate } from '@fleet/cert-dates';
import { alertsTopic, type Arrival } from '@fleet/fleet-contract';
import { FaultPoint } from '../cloud/fault-point';
import { fleetFunctions, type FleetDays } from '../cloud/fleet-functions';
import { recordOf } from '../cloud/cloud-state';
import { send } from './connecting';
import { holds, serial, type World } from './world';

/** The real functions, on a world that can be put in the place of another at any time. */
export class Simulated {
  readonly faults = new FaultPoint();
  readonly fleet;
  /** What AWS IoT still answers from, where it is behind. */
  stale: World | undefined;
  /** The device has heard a warning. */
  onWarning: () => void = () => undefined;

  constructor(
    public world: World,
    readonly days: FleetDays,
  ) {
    const cloud = {
      state: () => this.world,
      stale: () => this.stale ?? this.world,
      faults: this.faults,
      warnSoon: ({ serial: clientId, certificateId: principal, connectedAt }: Arrival) => {
        const moment = connectedAt.toISOString();
        send(this.world, { clientId, principal, source: 'arrival', moment, failures: 0 });
        return Promise.resolve();
      },
      published: (topic: string) => this.hear(topic),
    };
    this.fleet = fleetFunctions(cloud, days);
  }

  /** What is published to a thing is heard by whoever is connected under its name. */
  private hear(topic: string): void {
    const { connections, history, now } = this.world;
    const connection = connections.find(({ clientId }) => clientId === serial);
    if (
      topic !== alertsTopic(serial) ||
      connection === undefined ||
      !holds(this.world, connection.certificateId)
    ) {
      return;
    }
    this.onWarning();
    const { certificateId } = connection;
    if (recordOf(this.world, serial)?.current === certificateId) {
      history.heard ??= { certificateId, on: formatCertDate(new Date(now)) };
    }
  }
}
