/** Of a device's view. A name may have any legal character, `:` among them. */
export function deviceAddress(serial: string): string {
  return `/devices/${encodeURIComponent(serial)}`;
}

/** The serial in such an address: the router leaves what has a meaning in addresses as it stands there, so a `:` is `%3A`. */
export function serialIn(part: string): string {
  return part.replaceAll(/%3A/gi, ':');
}
