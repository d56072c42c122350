export const programNameRange = '1 to 64 of a-z, A-Z, 0-9, "_", "." and "-"';

/** A name stands before a colon in a file, and in logs. */
export function isProgramName(name: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(name);
}
