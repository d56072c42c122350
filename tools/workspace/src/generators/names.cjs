const services = 'libs/emulator/services';

/** What a generator was asked for cannot be made; the message says why, and what to do. */
class CannotGenerateError extends Error {
  name = 'CannotGenerateError';
}

/** `iot-data` as `IotData`. */
function pascalCase(name) {
  return name
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** `ThingGroup` as `thing-group`. */
function kebabCase(name) {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** `IotData` as `iotData`. */
function camelCase(name) {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/**
 * Writes a line in front of the one that `anchor` finds.
 * @throws CannotGenerateError if there is none
 */
function insertBefore(tree, path, anchor, text) {
  const before = tree.read(path, 'utf8');
  const found = anchor.exec(before);
  if (found === null) {
    throw new CannotGenerateError(`${path} has no line ${anchor}: write this into it by hand: ${text}`);
  }
  tree.write(path, `${before.slice(0, found.index)}${text}${before.slice(found.index)}`);
}

module.exports = { services, CannotGenerateError, pascalCase, kebabCase, camelCase, insertBefore };
