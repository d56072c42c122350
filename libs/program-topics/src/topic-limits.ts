/** AWS IoT Core takes so many bytes of a topic, in UTF-8, with so many slashes [service quotas, message broker]. */
const mostBytes = 256;
const mostSlashes = 7;

/**
 * What comes before the topic itself where a message goes to a rule, and past the broker: not counted [guide, Basic Ingest]. A
 * rule's name has at most 128 characters [API reference, CreateTopicRule]; a longer one is counted.
 */
const basicIngest = /^\$aws\/rules\/[^/]{1,128}\//;

/** Characters that MQTT lets a server refuse: they make logs and terminals lie [MQTT 5, 1.5.4]. */
const refusedCharacter = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** @returns what is wrong with a topic that a message is published on; `undefined` where nothing is */
export function faultOfTopicName(topic: string): string | undefined {
  if (/[+#]/.test(topic)) {
    return 'a topic has no wildcards';
  }
  return faultOfText(topic);
}

/** Whether that is a filter that AWS IoT Core would take. */
export function isTopicFilter(filter: string): boolean {
  if (faultOfText(filter) !== undefined) {
    return false;
  }
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') {
      return index === levels.length - 1;
    }
    return level === '+' || !/[+#]/.test(level);
  });
}

function faultOfText(text: string): string | undefined {
  if (text === '') {
    return 'it is empty';
  }
  if (refusedCharacter.test(text)) {
    return 'it has control characters, or code points that are no characters';
  }
  const counted = text.replace(basicIngest, '');
  // In UTF-8 no character has fewer bytes than it has here: what is longer need not be measured.
  if (counted.length > mostBytes || new TextEncoder().encode(counted).length > mostBytes) {
    return `it has more than ${mostBytes} bytes`;
  }
  return counted.split('/').length - 1 > mostSlashes ? `it has more than ${mostSlashes} slashes` : undefined;
}
