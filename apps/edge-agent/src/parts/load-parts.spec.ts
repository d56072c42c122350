import { isNativeError } from 'node:util/types';
import { requireOfParts } from './load-parts';

function stackOf(fail: () => unknown): string | undefined {
  try {
    fail();
  } catch (error) {
    return isNativeError(error) ? error.stack : undefined;
  }
  return undefined;
}

describe('a program in parts', () => {
  const nothingElse = (name: string): never => {
    throw new Error(`Node has no ${name}`);
  };

  it('runs a part when it is asked for first, and once', () => {
    const parts = {
      './main.js': 'exports.first = require("./count.js"); exports.second = require("./count.js");',
      './count.js': 'module.exports = {};',
      './unused.js': 'this is no JavaScript',
    };
    const { first, second } = Object(requireOfParts(parts, '/agent.js', nothingElse)('./main.js'));
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('leaves every other name to Node, also those that every object has', () => {
    const load = requireOfParts({}, '/agent.js', (name) => `Node’s ${name}`);
    expect(load('node:fs')).toBe('Node’s node:fs');
    expect(load('constructor')).toBe('Node’s constructor');
  });

  it('lets parts require each other in a circle', () => {
    const parts = {
      './one.js': 'exports.name = () => "one"; exports.other = require("./two.js").read();',
      './two.js': 'const one = require("./one.js"); exports.read = () => one.name();',
    };
    expect(requireOfParts(parts, '/agent.js', nothingElse)('./one.js')).toHaveProperty('other', 'one');
  });

  it('names the part in stack traces', () => {
    const parts = { './broken.js': '\nthrow new Error("broken");' };
    const load = requireOfParts(parts, '/device/agent.js', nothingElse);
    expect(stackOf(() => load('./broken.js'))).toContain('/device/agent.js/broken.js:2:7');
  });

  it('runs a part again that has failed', () => {
    let failures = 1;
    const fail = (): void => {
      failures -= 1;
      if (failures >= 0) {
        throw new Error('not yet');
      }
    };
    const parts = { './main.js': 'require("fail")(); exports.done = true;' };
    const load = requireOfParts(parts, '/agent.js', () => fail);
    expect(() => load('./main.js')).toThrow('not yet');
    expect(load('./main.js')).toEqual({ done: true });
  });
});
