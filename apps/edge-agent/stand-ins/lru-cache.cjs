/**
 * Stands in the bundle for the `lru-cache` package, 20 KB. The MQTT client makes one for its topic aliases, which the agent
 * does not use, with room for as many as the server allows: a map that forgets none does the same.
 */
class LRUCache {
  #entries = new Map();

  get size() {
    return this.#entries.size;
  }

  get(key) {
    return this.#entries.get(key);
  }

  set(key, value) {
    this.#entries.set(key, value);
  }

  keys() {
    return this.#entries.keys();
  }

  clear() {
    this.#entries.clear();
  }
}

module.exports = { LRUCache };
