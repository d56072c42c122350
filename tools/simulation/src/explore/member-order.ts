/** A member's name, and what is written before its value. */
interface Member {
  readonly name: string;
  readonly asFirst: string;
  readonly asLater: string;
}

interface Place {
  readonly next: Map<string, Place>;
  members?: readonly Member[];
}

/** The members of an object by name. Objects have few shapes, so each is sorted once. */
export class MemberOrder {
  private readonly root: Place = { next: new Map() };

  of(value: object): readonly Member[] {
    let place = this.root;
    // Plain data: there is nothing to inherit.
    for (const name in value) {
      let next = place.next.get(name);
      if (next === undefined) {
        next = { next: new Map() };
        place.next.set(name, next);
      }
      place = next;
    }
    place.members ??= Object.keys(value)
      .sort()
      .map((name) => ({ name, asFirst: `"${name}":`, asLater: `,"${name}":` }));
    return place.members;
  }
}
