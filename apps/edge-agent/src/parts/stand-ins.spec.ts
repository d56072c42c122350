import { createRequire } from 'node:module';
import * as z from 'zod';

interface Cache {
  readonly size: number;
  get(key: number): unknown;
  set(key: number, value: string): unknown;
  keys(): Iterable<number>;
  clear(): void;
}

const load = createRequire(__filename);
const ofMqttClient = createRequire(load.resolve('mqtt'));
const cacheModule = z.object({
  LRUCache: z.custom<new (options: { max: number }) => Cache>((value) => typeof value === 'function'),
});

describe('what stands in the bundle for libraries of the MQTT client', () => {
  it.each([
    ['lru-cache', ofMqttClient('lru-cache')],
    ['its stand-in', load('../../stand-ins/lru-cache.cjs')],
  ])('keeps as many topic aliases as a server allows: %s', (_whose, library: unknown) => {
    const { LRUCache } = cacheModule.parse(library);
    const cache = new LRUCache({ max: 3 });
    cache.set(1, 'a');
    cache.set(2, 'b');
    cache.set(1, 'c');
    expect(cache.get(1)).toBe('c');
    expect(cache.get(3)).toBeUndefined();
    expect([...cache.keys()].sort()).toEqual([1, 2]);
    expect(cache.size).toBe(2);
    cache.clear();
    expect(cache.size).toBe(0);
  });

  it.each([
    ['rfdc', ofMqttClient('rfdc/default')],
    ['its stand-in', load('../../stand-ins/rfdc.cjs')],
  ])('copies a packet so that its alias can be taken out of the copy: %s', (_whose, library: unknown) => {
    const copy = z
      .custom<(packet: unknown) => unknown>((value) => typeof value === 'function')
      .parse(library);
    const packet = {
      cmd: 'publish',
      topic: 'dt/x',
      payload: Buffer.from('{}'),
      qos: 1,
      properties: { topicAlias: 1 },
    };
    const made = copy(packet);
    expect(made).toEqual(packet);
    expect(made).not.toBe(packet);
    expect(Object(made)).toHaveProperty('properties', { topicAlias: 1 });
    Reflect.deleteProperty(z.object({ properties: z.custom<object>() }).parse(made).properties, 'topicAlias');
    expect(packet.properties).toEqual({ topicAlias: 1 });
  });
});
