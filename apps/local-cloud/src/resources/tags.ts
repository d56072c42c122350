import type { ResourceContext } from '@fleet/cloudformation';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A resource's own tags over those of its stack. */
export function tagMap(own: readonly Tag[], { stackTags }: ResourceContext): Record<string, string> {
  return { ...stackTags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])) };
}

export function tagList(own: readonly Tag[], context: ResourceContext): Tag[] {
  return Object.entries(tagMap(own, context)).map(([Key, Value]) => ({ Key, Value }));
}
