import fc from 'fast-check';
import type { RuleInput } from './index';
import { SqlParseException, evaluate, parseStatement } from './index';

const message: RuleInput = {
  topic: 'cmd/device-1/cert/confirmed',
  payload: { color: { red: 255 }, temperature: 50, mode: 'auto', on: true },
  principal: 'c0ffee',
  clientId: 'device-1',
  timestamp: 1_700_000_000_000,
};

function resultOf(sql: string, input: Partial<RuleInput> = {}): unknown {
  const output = evaluate(parseStatement(sql), { ...message, ...input });
  return output?.kind === 'json' ? output.value : output;
}

describe('the SELECT clause', () => {
  it('hands on who published, and literals under their aliases', () => {
    const sql = `SELECT principal() AS principal, clientid() AS clientId, 'confirmation' AS source
                 FROM 'cmd/+/cert/confirmed'`;
    expect(resultOf(sql)).toEqual({ principal: 'c0ffee', clientId: 'device-1', source: 'confirmation' });
  });

  it('keeps the whole payload with *, and adds to it', () => {
    expect(resultOf(`SELECT * FROM 'a'`)).toEqual(message.payload);
    expect(resultOf(`SELECT *, 15 AS speed, topic(2) AS thing FROM 'a'`)).toEqual({
      color: { red: 255 },
      temperature: 50,
      mode: 'auto',
      on: true,
      speed: 15,
      thing: 'device-1',
    });
  });

  it('reads nested keys, named by their last one', () => {
    expect(resultOf(`select color.red from 'a'`)).toEqual({ red: 255 });
  });

  it('leaves out what does not exist', () => {
    expect(resultOf(`SELECT nothing, color.blue.deep AS deep, mode FROM 'a'`)).toEqual({ mode: 'auto' });
  });

  it('never reads what JSON did not bring', () => {
    expect(resultOf(`SELECT constructor, toString AS t, color.__proto__ AS p FROM 'a'`)).toEqual({});
  });

  it('hands on the bytes of a payload that is not JSON, and still knows the publisher', () => {
    expect(resultOf(`SELECT * FROM 'a'`, { payload: undefined })).toEqual({ kind: 'original-payload' });
    expect(resultOf(`SELECT principal() AS who FROM 'a'`, { payload: undefined })).toEqual({ who: 'c0ffee' });
  });

  it('has no principal, and the client id n/a, for what no device published', () => {
    const cloud = { principal: undefined, clientId: undefined };
    expect(resultOf(`SELECT principal() AS p, clientid() AS c FROM 'a'`, cloud)).toEqual({ c: 'n/a' });
  });

  it('tells topic, levels of it, and time', () => {
    expect(resultOf(`SELECT topic() AS t, topic(9) AS none, timestamp() AS at FROM 'a'`)).toEqual({
      t: 'cmd/device-1/cert/confirmed',
      at: 1_700_000_000_000,
    });
  });
});

describe('the WHERE clause', () => {
  it.each([
    ['temperature > 49', true],
    ['temperature >= 50 AND temperature <= 50', true],
    ['temperature < 50', false],
    ["mode = 'auto'", true],
    ["mode <> 'auto'", false],
    ["mode IN ('manual', 'auto')", true],
    ["mode IN ('manual')", false],
    ['NOT on', false],
    ['on', true],
    ["NOT (mode = 'auto' OR temperature = 1)", false],
    ["mode = 'x' OR temperature = 50 AND on", true],
    ["(mode = 'x' OR temperature = 50) AND mode = 'x'", false],
    ["temperature > '49.5'", true],
    ['temperature > -1', true],
    ['missing = 1', false],
    ['missing <> 1', false],
    ['NOT missing', false],
    ['NOT missing = 1', false],
    ["mode > 'a'", false],
    ['mode', false],
    ["topic(2) = 'device-1'", true],
    ['color = null', false],
  ])('%s is %s', (where, passes) => {
    expect(resultOf(`SELECT mode FROM 'a' WHERE ${where}`)).toEqual(passes ? { mode: 'auto' } : undefined);
  });
});

describe('a statement outside of what the engine runs', () => {
  it.each([
    [`SELECT md5(a) FROM 'a'`, 'md5'],
    [`SELECT a + 1 AS b FROM 'a'`, '+'],
    [`SELECT VALUE a FROM 'a'`, 'VALUE'],
    [`SELECT CASE a WHEN 1 THEN 2 END AS b FROM 'a'`, 'CASE'],
    [`SELECT a FROM a`, 'single quotes'],
    [`SELECT a FROM 'a/#/b'`, 'topic filter'],
    [`SELECT a FROM 'a+/b'`, 'topic filter'],
    [`SELECT a FROM ''`, 'topic filter'],
    [`SELECT a FROM '$aws/rules/x/y'`, 'Basic Ingest'],
    [`SELECT FROM 'a'`, "found 'a'"],
    [`SELECT a FROM 'a' GROUP BY b`, 'GROUP'],
    [`SELECT a FROM 'a' WHERE (b = 1`, ')'],
    [`SELECT topic(1, 2) FROM 'a'`, 'at most 1'],
    [`SELECT principal('x') FROM 'a'`, 'at most 0'],
    [`DELETE FROM 'a'`, 'SELECT'],
    [`SELECT a FROM 'a' WHERE b = 'open`, "'"],
    ['', 'SELECT'],
  ])('%s is refused, naming %s', (sql, name) => {
    expect(() => parseStatement(sql)).toThrow(SqlParseException);
    expect(() => parseStatement(sql)).toThrow(name);
  });

  it('refuses endless nesting instead of running out of stack', () => {
    const nested = `${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
    expect(() => parseStatement(`SELECT a FROM 'a' WHERE ${nested}`)).toThrow(SqlParseException);
    expect(() => parseStatement(`SELECT a FROM 'a' WHERE ${'NOT '.repeat(10_000)} b`)).toThrow(
      SqlParseException,
    );
  });
});

describe('properties', () => {
  it('parses any text into a statement, or refuses it as one', () => {
    const words = fc.constantFrom(
      'SELECT',
      '*',
      'FROM',
      "'a/+'",
      'WHERE',
      'a',
      '(',
      ')',
      'AND',
      'NOT',
      '=',
      '1',
      ',',
    );
    const sentence = fc.array(words, { maxLength: 15 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.oneof(sentence, fc.string()), (sql) => {
        try {
          parseStatement(sql);
        } catch (error) {
          expect(error).toBeInstanceOf(SqlParseException);
        }
      }),
    );
  });

  it('hands any JSON object through SELECT * unchanged, whatever its keys', () => {
    const everything = parseStatement(`SELECT *, 1 AS added FROM 'a'`);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const payload = new Map([...Object.entries(fields), ['__proto__', 'own']]);
        const parsed: unknown = JSON.parse(JSON.stringify(Object.fromEntries(payload)));
        const output = evaluate(everything, { ...message, payload: parsed });
        const expected: unknown = JSON.parse(JSON.stringify(Object.fromEntries([...payload, ['added', 1]])));
        expect(output).toEqual({ kind: 'json', value: expected });
      }),
    );
  });

  it('compares numbers as numbers, in both directions', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (left, right) => {
        const passes = (operator: string): boolean =>
          resultOf(`SELECT l FROM 'a' WHERE l ${operator} r`, { payload: { l: left, r: right } }) !==
          undefined;
        expect(passes('<')).toBe(left < right);
        expect(passes('>=')).toBe(!passes('<'));
        expect(passes('=')).toBe(!passes('<>'));
      }),
    );
  });
});
