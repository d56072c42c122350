/**
 * Does `filter` select `topic`, as AWS IoT Core reads filters (developer guide, topics and mqtt)?
 * Two rules differ from a plain broker: `sensor/#` selects `sensor/` and all below it but not `sensor`
 * itself, and a filter that starts with a wildcard never selects a reserved (`$`) topic.
 */
export function filterSelects(filter: string, topic: string): boolean {
  if (filter === topic) {
    return true;
  }
  if (!hasWildcard(filter)) {
    return false;
  }
  if (topic.startsWith('$') && !filter.startsWith('$')) {
    return false;
  }
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') {
      return index < levels.length;
    }
    if (index >= levels.length) {
      return false;
    }
    if (level !== '+' && level !== levels[index]) {
      return false;
    }
  }
  return wanted.length === levels.length;
}

export function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}
