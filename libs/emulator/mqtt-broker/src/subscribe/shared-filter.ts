import { brokenTopicLimit } from '../topics/topic-limits';
import type { BrokerLimits } from '../limits';

export interface SharedFilter {
  readonly shareName: string;
  readonly filter: string;
}

const prefix = '$share/';

/** The parts of `$share/{name}/{filter}`; undefined for any other filter. */
export function parseSharedFilter(text: string): SharedFilter | undefined {
  if (!text.startsWith(prefix)) {
    return undefined;
  }
  const end = text.indexOf('/', prefix.length);
  return end === -1
    ? { shareName: text.slice(prefix.length), filter: '' }
    : { shareName: text.slice(prefix.length, end), filter: text.slice(end + 1) };
}

/**
 * Documented (developer guide, mqtt): a name has at most 128 characters; the two slashes around it do not count.
 * Guessed: reserved topics cannot be shared.
 */
export function brokenSharedFilter(
  { shareName, filter }: SharedFilter,
  limits: BrokerLimits,
): string | undefined {
  if (shareName === '' || shareName.length > limits.shareNameCharacters || /[#+]/.test(shareName)) {
    return `a share name has 1 to ${limits.shareNameCharacters} characters, and no wildcards`;
  }
  if (filter === '' || filter.startsWith('$')) {
    return 'a shared subscription needs a filter that is not reserved';
  }
  return brokenTopicLimit(filter, limits);
}
