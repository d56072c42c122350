import fc from 'fast-check';
import { compileFilterPattern } from './filter-pattern';

const event = {
  decision: 'refused',
  reason: 'no "voucher"',
  msg: 'expired certificate',
  attempts: 3,
  took: 1.5,
  isLast: true,
  before: null,
  device: { serial: 'sensor-1', tags: ['red', 'blue'] },
};

describe('a pattern for events that are JSON', () => {
  const finds = (pattern: string, message = JSON.stringify(event)) => compileFilterPattern(pattern)(message);

  it.each([
    '{ $.decision = "refused" }',
    '{ $.decision = refused }',
    '{$.decision="refused"}',
    '{ $.decision != "allowed" }',
    '{ $.reason = "no \\"voucher\\"" }',
    '{ $.msg = "expired*" }',
    '{ $.msg = "*cert*cate" }',
    '{ $.attempts = 3 }',
    '{ $.attempts != 4 }',
    '{ $.attempts > 2 && $.attempts >= 3 && $.attempts < 4 && $.attempts <= 3.0e0 }',
    '{ $.took = 1.5 }',
    '{ $.isLast IS TRUE }',
    '{ $.before IS NULL }',
    '{ $.after NOT EXISTS }',
    '{ $.device.serial = "sensor-*" }',
    '{ $.device.tags[1] = "blue" }',
    '{ $.attempts = 9 || $.decision = "refused" }',
    '{ $.decision = "refused" || $.attempts = 9 && $.took = 9 }',
    '{ ($.attempts = 3 || $.attempts = 4) && ($.decision = "refused") }',
  ])('finds the event by %s', (pattern) => {
    expect(finds(pattern)).toBe(true);
  });

  it.each([
    '{ $.decision = "allowed" }',
    '{ $.decision = "Refused" }',
    '{ $.decision = "fused" }',
    '{ $.decision != "ref*" }',
    '{ $.attempts = 4 }',
    '{ $.attempts = "3" }',
    '{ $.decision > 1 }',
    '{ $.isLast IS FALSE }',
    '{ $.after IS NULL }',
    '{ $.before NOT EXISTS }',
    '{ $.after != "x" }',
    '{ $.device.tags[2] = "*" }',
    '{ $.toString NOT EXISTS && $.decision = "allowed" }',
    '{ ($.decision = "refused" || $.attempts = 9) && $.took = 9 }',
  ])('does not find it by %s', (pattern) => {
    expect(finds(pattern)).toBe(false);
  });

  it.each(['START RequestId', '"refused"', '["refused"]', '{"decision":"refused"', ''])(
    'finds no event that is no JSON object: %s',
    (message) => {
      expect(finds('{ $.decision NOT EXISTS }', message)).toBe(false);
    },
  );

  it.each([
    '{ }',
    '{ $.decision }',
    '{ $.decision = }',
    '{ decision = "refused" }',
    '{ $.decision = "refused }',
    '{ $.decision = "refused" ',
    '{ $.decision > "refused" }',
    '{ $.decision = "refused" && }',
    '{ ($.decision = "refused" }',
    '{ $.decision = "refused") }',
    '{ $.decision = "refused" $.attempts = 3 }',
    '{ $.decision IS MISSING }',
    '{ $.decision = %ref.*% }',
  ])('refuses %s', (pattern) => {
    expect(() => finds(pattern)).toThrow('Invalid filter pattern');
  });

  it('compiles or refuses whatever it is given', () => {
    const part = fc.constantFrom('$.a', '=', '!=', '&&', '||', '(', ')', '"x*"', '7', 'IS', 'NULL', '%', '"');
    fc.assert(
      fc.property(fc.array(part), fc.string(), (parts, message) => {
        try {
          compileFilterPattern(`{ ${parts.join(' ')} }`)(message);
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' });
        }
      }),
    );
  });
});
