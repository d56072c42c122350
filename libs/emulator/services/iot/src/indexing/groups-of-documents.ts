import * as z from 'zod';
import type { ThingGroupRepository } from '../registry/thing-group-repository';

const names = z.array(z.string());

/** Completes the groups of things by those above them, asking for each group once. */
export class GroupsOfDocuments {
  private readonly above = new Map<string, readonly string[]>();

  constructor(private readonly groups: ThingGroupRepository) {}

  /** @param directGroups JSON: names of the groups that a thing was put into */
  withThoseAbove(directGroups: string): readonly string[] {
    const direct = names.parse(JSON.parse(directGroups));
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
