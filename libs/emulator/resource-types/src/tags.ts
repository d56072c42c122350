import type { ResourceContext } from './resource-type';

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

/** Brings a resource's tags to what is wanted: those that its template had before, and has no more, go. */
export async function changeTags(
  before: readonly Tag[],
  wanted: Readonly<Record<string, string>>,
  resource: {
    set(tags: Record<string, string>): Promise<unknown>;
    remove(keys: string[]): Promise<unknown>;
  },
): Promise<void> {
  const gone = before.map(({ Key }) => Key).filter((key) => !(key in wanted));
  if (gone.length > 0) {
    await resource.remove(gone);
  }
  if (Object.keys(wanted).length > 0) {
    await resource.set({ ...wanted });
  }
}
