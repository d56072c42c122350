/**
 * The day, 0 to `spreadDays - 1`, that a thing is given within the spread. It depends on nothing but the name,
 * so monitor, hook and device agree on it, this year and the next. A spread of 0 or 1 days is none.
 */
export function jitterDays(thingName: string, spreadDays: number): number {
  return spreadDays <= 1 ? 0 : nameHash(thingName) % Math.floor(spreadDays);
}

/**
 * FNV-1a over the UTF-8 bytes, 32 bits, then the finaliser of MurmurHash3: FNV alone leaves serial numbers that
 * count up in patterns of the low bits, which is all that a remainder looks at. Never change it: due dates of
 * devices in the field hang on it.
 */
function nameHash(thingName: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(thingName)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
