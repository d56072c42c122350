/** What a model's name may be, in words for a user. */
export const modelNameRange =
  'a model name: a letter or digit, then up to 63 of a-z, A-Z, 0-9, ".", "_" and "-", not ending in "."';

/**
 * Whether `value` may name a model: it becomes a level of S3 keys, a thing's attribute value
 * ([a-zA-Z0-9_.,@/:#-]*) and a key of the devices table, and is safe in each of them.
 */
export function isModelName(value: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(value) && !value.endsWith('.') && !value.includes('..');
}
