import type { Delivery } from './delivery';

/** A message that waits for any member of a group. */
export interface SharedMessage {
  readonly id: number;
  readonly message: Delivery;
}

/** The store of what waits for groups. A group is known by its whole `$share/{name}/{filter}`. */
export interface SharedQueue {
  /** False when the group has no room for it. */
  add(shared: string, message: Delivery): boolean;
  /** The first after this one. */
  after(shared: string, id: number): SharedMessage | undefined;
  get(id: number): SharedMessage | undefined;
  delete(id: number): void;
  deleteAll(shared: string): void;
  /** The groups that messages wait for. */
  groups(): string[];
}
