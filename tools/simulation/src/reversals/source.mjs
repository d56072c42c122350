import { join } from 'node:path';

export const workspace = join(import.meta.dirname, '../../../..');

/**
 * A file's text with the fault of a reversal in it.
 * @throws where the code has changed since the reversal was written
 */
export function withFault(source, { file, from, to }) {
  if (source.split(from).length !== 2) {
    throw new Error(`${file} does not have ${JSON.stringify(from)} once: write the reversal anew`);
  }
  return source.replace(from, () => to);
}
