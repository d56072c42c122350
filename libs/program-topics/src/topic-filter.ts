/**
 * Whether a message on `topic` goes to a subscriber of `filter`, as AWS IoT Core decides it [guide, topics]: `a/#` selects
 * `a/` and all below, and not `a`; a filter that begins with a wildcard selects no topic that begins with `$`.
 */
export function filterSelects(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) {
    return false;
  }
  return coversLevels(filter.split('/'), topic.split('/'));
}

/**
 * Whether every topic that `narrow` selects is one that `wide` selects too. A wildcard at the beginning of `wide` covers
 * no level that begins with `$`.
 */
export function filterCovers(wide: string, narrow: string): boolean {
  if (narrow.startsWith('$') && !wide.startsWith('$')) {
    return false;
  }
  return coversLevels(wide.split('/'), narrow.split('/'));
}

/**
 * Whether there is a topic that both select. In doubt there is: brokers differ in whether a wildcard at the beginning
 * selects topics that begin with `$`, so here it does.
 */
export function filtersOverlap(one: string, other: string): boolean {
  return overlapLevels(one.split('/'), other.split('/'));
}

function coversLevels(wide: readonly string[], narrow: readonly string[]): boolean {
  const [first, ...rest] = wide;
  const [level, ...deeper] = narrow;
  if (first === undefined || level === undefined) {
    return first === level;
  }
  if (first === '#') {
    return true;
  }
  if (level === '#') {
    return false;
  }
  return (first === '+' || first === level) && coversLevels(rest, deeper);
}

function overlapLevels(one: readonly string[], other: readonly string[]): boolean {
  const [first, ...rest] = one;
  const [second, ...others] = other;
  if (first === undefined || second === undefined) {
    return first === second;
  }
  if (first === '#' || second === '#') {
    return true;
  }
  return (first === '+' || second === '+' || first === second) && overlapLevels(rest, others);
}
