import fc from 'fast-check';
import { anyCharacter, anyRun } from '@fleet/policy-matching';
import { connectionContext } from './context';
import type { Connection } from './context';
import { matches, parsePattern } from './pattern';

function match(pattern: string, text: string, connection: Connection = { clientId: 'device-1' }): boolean {
  return matches(parsePattern(pattern, 'Resource'), text, connectionContext(connection));
}

describe('a resource pattern', () => {
  it('lets * run across the levels of a topic', () => {
    expect(match('topic/a/*', 'topic/a/b/c')).toBe(true);
    expect(match('topic/a/*/z', 'topic/a/b/c/z')).toBe(true);
    expect(match('topic/a/*', 'topic/b/a/')).toBe(false);
  });

  it('lets ? stand for exactly one character', () => {
    expect(match('sensor???', 'sensor123')).toBe(true);
    expect(match('sensor???', 'sensor12')).toBe(false);
  });

  it('takes the wildcards of MQTT as ordinary characters', () => {
    expect(match('topicfilter/a/+/#', 'topicfilter/a/+/#')).toBe(true);
    expect(match('topicfilter/a/+', 'topicfilter/a/b')).toBe(false);
    expect(match('topicfilter/a/*', 'topicfilter/a/#')).toBe(true);
  });

  it('leaves a $ that begins no variable as it is', () => {
    expect(match('topic/$aws/things/*', 'topic/$aws/things/x')).toBe(true);
  });

  it.each(['*', '?', '$'])('reads ${%s} as that character', (character) => {
    expect(match(`topic/\${${character}}`, `topic/${character}`)).toBe(true);
    expect(match(`topic/\${${character}}`, 'topic/x')).toBe(false);
  });

  it('reads several * in a row as one, and what is between the wildcards as one', () => {
    const units = parsePattern('a+/**b?', 'Resource').resolve(connectionContext({ clientId: 'c' }));
    expect(units).toEqual(['a+/', anyRun, 'b', anyCharacter]);
  });

  it('replaces a variable whatever the case of its name', () => {
    expect(match('client/${IOT:clientid}', 'client/device-1')).toBe(true);
    expect(match('client/${IOT:CLIENTID}', 'client/device-1')).toBe(true);
    expect(match('client/${iot:ClientId}', 'client/device-2')).toBe(false);
  });

  it('never reads a wildcard out of a replaced variable', () => {
    expect(match('topic/${iot:ClientId}/x', 'topic/any/x', { clientId: '*' })).toBe(false);
    expect(match('topic/${iot:ClientId}/x', 'topic/*/x', { clientId: '*' })).toBe(true);
    expect(match('topic/${iot:ClientId}', 'topic/ab', { clientId: '??' })).toBe(false);
  });

  it('never reads a variable out of a replaced variable', () => {
    const clientId = '${iot:Connection.Thing.ThingName}';
    expect(match('topic/${iot:ClientId}', 'topic/t', { clientId, attachedThings: [{ name: 't' }] })).toBe(
      false,
    );
    expect(match('topic/${iot:ClientId}', `topic/${clientId}`, { clientId })).toBe(true);
  });

  it('matches nothing when a variable has no value, not even its own text', () => {
    const pattern = 'client/${iot:Connection.Thing.ThingName}';
    expect(match(pattern, 'client/device-1')).toBe(false);
    expect(match(pattern, pattern)).toBe(false);
  });

  it('matches a client id only with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, clientId) => {
        expect(match('${iot:ClientId}', text, { clientId })).toBe(text === clientId);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (clientId) => {
        expect(match('client/${iot:ClientId}', `client/${clientId}`, { clientId })).toBe(true);
      }),
    );
  });

  it('is resolved once for all messages of a connection', () => {
    const pattern = parsePattern('client/${iot:ClientId}', 'Resource');
    const [one, other] = [connectionContext({ clientId: 'a' }), connectionContext({ clientId: 'b' })];
    expect(pattern.resolve(one)).toEqual(['client/a']);
    expect(pattern.resolve(other)).toEqual(['client/b']);
    expect(pattern.resolve(one)).toBe(pattern.resolve(one));
  });

  it('is resolved once for all connections, when it has no variable', () => {
    const pattern = parsePattern('topic/*', 'Resource');
    const [one, other] = [connectionContext({ clientId: 'a' }), connectionContext({ clientId: 'b' })];
    expect(pattern.resolve(one)).toBe(pattern.resolve(other));
  });

  it.each([
    ['topic/${iot:ClientId', 'a policy variable is not closed: "}" is missing'],
    ['topic/${', 'a policy variable is not closed: "}" is missing'],
    ['topic/${}', 'a policy variable has no name'],
    ['topic/${ }', 'a policy variable has no name'],
  ])('refuses the broken variable of %s: %s', (pattern, fault) => {
    expect(() => parsePattern(pattern, 'Statement[0].Resource')).toThrow(`Statement[0].Resource: ${fault}`);
  });
});
