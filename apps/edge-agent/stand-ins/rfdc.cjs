/**
 * Stands in the bundle for the `rfdc` package. The MQTT client copies with it what it publishes, and takes the alias of the
 * topic out of the copy; the bytes of a message stay as they are, and need no copy.
 */
function copy(value) {
  return value?.constructor === Object
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]))
    : value;
}

module.exports = copy;
