import { formatCertDate } from '@fleet/cert-dates';
import { alertsTopic, type Arrival } from '@fleet/fleet-contract';
import { CallMemory, type Told } from '../cloud/call-memory';
import { FaultPoint } from '../cloud/fault-point';
import { fleetFunctions, type FleetDays } from '../cloud/fleet-functions';
import { recordOf } from '../cloud/cloud-state';
import { send } from './connecting';
import { holds, serial, type World } from './world';

type Fleet = ReturnType<typeof fleetFunctions>;

/** The real functions, on a world that can be put in the place of another at any time. */
export class Simulated {
  readonly faults = new FaultPoint();
  readonly fleet: Fleet;
  /** What AWS IoT still answers from, where it is behind. */
  stale: World | undefined;
  /** What is called next is of an older release. */
  isOlder = false;
  /** How often functions have told the world anything. */
  told = 0;
  /** The device has heard a warning. */
  onWarning: () => void = () => undefined;
  /** Has a command of the operator do its work. Its name says which, and with what, as no other does. */
  readonly commands: (name: string, work: () => Promise<void>) => Promise<void>;

  /** @param remembers whether no function is called again where all that it hangs on is as it was: it pays in worlds that are much alike */
  constructor(
    public world: World,
    readonly days: FleetDays,
    remembers = false,
  ) {
    const memory = new CallMemory({
      state: () => this.world,
      faults: this.faults,
      hear: (told) => this.hear(told),
    });
    const cloud = {
      state: () => this.world,
      stale: () => this.stale ?? this.world,
      faults: this.faults,
      isOlder: () => this.isOlder,
      warnSoon: (arrival: Arrival) => {
        memory.tell({ arrival });
        return Promise.resolve();
      },
      published: (topic: string) => this.published(topic, memory),
    };
    const fleet = fleetFunctions(cloud, days);
    const work = (_name: string, command: () => Promise<void>) => command();
    this.fleet = remembers ? rememberingAll(fleet, memory) : fleet;
    this.commands = remembers ? memory.remembering((name) => name, work) : work;
  }

  /** What is published to a thing is heard by whoever is connected under its name. */
  private published(topic: string, memory: CallMemory): void {
    const connection = this.world.connections.find(({ clientId }) => clientId === serial);
    if (topic === alertsTopic(serial) && connection !== undefined) {
      const warnedOver = connection.certificateId;
      memory.tell({ warnedOver, isCurrent: recordOf(this.world, serial)?.current === warnedOver });
    }
  }

  private hear(told: Told): void {
    this.told += 1;
    if ('arrival' in told) {
      const { serial: clientId, certificateId: principal, connectedAt } = told.arrival;
      send(this.world, {
        clientId,
        principal,
        source: 'arrival',
        moment: connectedAt.toISOString(),
        failures: 0,
      });
    } else if (holds(this.world, told.warnedOver)) {
      this.onWarning();
      if (told.isCurrent) {
        const { history, now } = this.world;
        if (history.heard?.certificateId !== told.warnedOver) {
          history.heard = { certificateId: told.warnedOver, on: formatCertDate(new Date(now)) };
        }
      }
    }
  }
}

function rememberingAll(fleet: Fleet, memory: CallMemory): Fleet {
  const { provision, rotation, proof, arrival, monitor } = fleet;
  const nameAs = (name: string) => (input: unknown) => `${name} ${JSON.stringify(input)}`;
  return {
    ...fleet,
    provision: memory.remembering(nameAs('provision'), provision),
    rotation: memory.remembering(nameAs('rotation'), rotation),
    proof: memory.remembering(nameAs('proof'), proof),
    arrival: memory.remembering(nameAs('arrival'), arrival),
    monitor: memory.remembering((event) => nameAs('monitor')(event), monitor),
  };
}
