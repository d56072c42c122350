import type { ThingGroupRepository } from '../registry/thing-group-repository';

/** Completes the groups of things by those above them, asking for each group once. */
export class GroupsOfDocuments {
  private readonly above = new Map<string, readonly string[]>();

  constructor(private readonly groups: ThingGroupRepository) {}

  /** @param direct names of the groups that a thing was put into */
  withThoseAbove(direct: readonly string[]): readonly string[] {
    return [...new Set([...direct, ...direct.flatMap((name) => this.namesAbove(name))])];
  }

  private namesAbove(name: string): readonly string[] {
    const known = this.above.get(name);
    if (known) {
      return known;
    }
    const group = this.groups.find(name);
    const found = group ? this.groups.ancestorsOf(group).map(({ thingGroupName }) => thingGroupName) : [];
    this.above.set(name, found);
    return found;
  }
}
