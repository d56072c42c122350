import type { Clock } from '@fleet/emulator-clock';
import type { Aedes, Client } from 'aedes';

export interface Registration {
  /** The client is about to get its id. False keeps it out. */
  enter(client: Client): boolean;
  /** The client that was about to get its id is to have it no more. */
  isGone(client: Client): boolean;
  /** The client got its id, and its connection had ended before aedes knew of it. */
  left(client: Client): void;
}

/**
 * Mends how aedes registers clients. It registers one whose connection has ended, lets the end of a connection
 * unregister whoever has the client id now, and lets sessions and wills go by the machine's clock.
 * @throws when this version of aedes registers them by other names
 */
export function mendRegistration(aedes: Aedes, clock: Clock, registration: Registration): void {
  const clients = membersOf(aedes, 'clients');
  const present = (id: string): object | undefined => objectOf(clients, id);
  const register = methodOf(aedes, 'registerClient');
  const unregister = methodOf(aedes, 'unregisterClient');
  const takeover = new Takeover(aedes, registration, present);

  Reflect.set(aedes, 'registerClient', (client: Client) => {
    if (registration.enter(client)) {
      register(client);
    }
  });
  Reflect.set(aedes, '_finishRegisterClient', (client: Client) => takeover.finish(client));
  Reflect.set(aedes, 'unregisterClient', (client: Client) => {
    if (present(client.id) === client) {
      unregister(client);
      takeover.hasLeft(client);
    }
  });
  methodOf(aedes, 'scheduleSessionExpiry');
  Reflect.set(aedes, 'scheduleSessionExpiry', () => undefined);
  methodOf(aedes, '_armIdTimer');
  Reflect.set(
    aedes,
    '_armIdTimer',
    waitBy(clock, (id) => present(id) !== undefined),
  );
}

/** A client gets its id when whoever had it has left, and only if it is still there itself. */
class Takeover {
  private readonly register: (client: Client) => void;
  private readonly complete: (client: Client) => void;
  private readonly takingOver: Set<unknown>;
  /** Who comes after a client whose connection is ending. */
  private readonly successors = new Map<unknown, Client>();

  constructor(
    aedes: Aedes,
    private readonly registration: Registration,
    private readonly present: (id: string) => object | undefined,
  ) {
    this.register = methodOf(aedes, 'registerClient');
    this.complete = methodOf(aedes, '_finishRegisterClient');
    const takingOver: unknown = Reflect.get(aedes, '_takingOver');
    if (!(takingOver instanceof Set)) {
      throw new Error('aedes has no set _takingOver: its version has changed.');
    }
    this.takingOver = takingOver;
  }

  finish(client: Client): void {
    const other = this.present(client.id);
    if (this.registration.isGone(client)) {
      this.giveUp(client, other);
    } else if (other === undefined || other === client) {
      this.complete(client);
    } else if (Reflect.get(other, 'closed') === true) {
      const before = this.successors.get(other);
      this.successors.set(other, client);
      if (before) {
        this.giveUp(before, other);
      }
    } else {
      this.register(client);
    }
  }

  hasLeft(client: Client): void {
    const successor = this.successors.get(client);
    this.successors.delete(client);
    if (successor) {
      this.finish(successor);
    }
  }

  private giveUp(client: Client, other: object | undefined): void {
    if (other === undefined) {
      this.takingOver.delete(client.id);
    }
    this.registration.left(client);
    client.close();
  }
}

/** Waits with a will as long as its delay says, unless its client is back then. */
function waitBy(clock: Clock, isConnected: (id: string) => boolean) {
  return (timers: Map<string, { clear(): void }>, id: string, millis: number, act: () => void): void => {
    const cancel = clock.at(new Date(clock.nowMillis() + millis), () => {
      timers.delete(id);
      if (!isConnected(id)) {
        act();
      }
    });
    timers.set(id, { clear: cancel });
  };
}

function membersOf(aedes: Aedes, name: string): object {
  const members = objectOf(aedes, name);
  if (!members) {
    throw new Error(`aedes has no object ${name}: its version has changed.`);
  }
  return members;
}

function objectOf(owner: object, name: string): object | undefined {
  const member: unknown = Reflect.get(owner, name);
  return typeof member === 'object' && member !== null ? member : undefined;
}

function methodOf(aedes: Aedes, name: string): (client: Client) => void {
  const method: unknown = Reflect.get(aedes, name);
  if (typeof method !== 'function') {
    throw new Error(`aedes has no method ${name}: its version has changed.`);
  }
  return (client) => void Reflect.apply(method, aedes, [client]);
}
