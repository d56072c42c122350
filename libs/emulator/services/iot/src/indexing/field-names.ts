/** A field as queries name it, sorted out. */
export type IndexField =
  | { readonly kind: 'thing-name' | 'thing-id' | 'thing-type' | 'thing-groups' }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'connectivity'; readonly column: 'connected' | 'timestamp' | 'disconnectReason' }
  | { readonly kind: 'unknown' };

const attributePrefix = 'attributes.';

/** Names without `registry.` are those of the example queries, with it those of the managed fields. */
const fields = new Map<string, IndexField>([
  ['thingName', { kind: 'thing-name' }],
  ['thingId', { kind: 'thing-id' }],
  ['thingTypeName', { kind: 'thing-type' }],
  ['registry.thingTypeName', { kind: 'thing-type' }],
  ['thingGroupNames', { kind: 'thing-groups' }],
  ['registry.thingGroupNames', { kind: 'thing-groups' }],
  ['connectivity.connected', { kind: 'connectivity', column: 'connected' }],
  ['connectivity.timestamp', { kind: 'connectivity', column: 'timestamp' }],
  ['connectivity.disconnectReason', { kind: 'connectivity', column: 'disconnectReason' }],
]);

export function indexField(name: string): IndexField {
  const known = fields.get(name);
  if (known) {
    return known;
  }
  return name.startsWith(attributePrefix)
    ? { kind: 'attribute', name: name.slice(attributePrefix.length) }
    : { kind: 'unknown' };
}
