import fc from 'fast-check';
import { SqlParseException, evaluate, parseStatement } from './index';
import { functions } from './functions/function-table';
import { resultOf, ruleMessage as message, valueOfExpression } from './testing/rule-message';

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
    [`SELECT md6(a) FROM 'a'`, 'md6()'],
    [`SELECT a[0] AS b FROM 'a'`, 'get(value, index)'],
    [`SELECT a, value FROM 'a'`, 'get(*, "value")'],
    [`SELECT a FROM 'a' WHERE EXISTS (SELECT b FROM c)`, 'EXISTS'],
    [`SELECT undefined AS b FROM 'a'`, 'undefined'],
    [`SELECT CASE a ELSE 2 END AS b FROM 'a'`, 'WHEN'],
    [`SELECT CASE a WHEN 1 THEN 2 AS b FROM 'a'`, 'END'],
    [`SELECT -a AS b FROM 'a'`, '0 - value'],
    [`SELECT a FROM 'a' -- everything`, 'Comments'],
    [`SELECT '\${topic()}' AS b FROM 'a'`, 'Substitution templates'],
    [`SELECT cast(a AS Date) AS b FROM 'a'`, 'Date'],
    [`SELECT decode(a, 'proto') AS b FROM 'a'`, "'base64'"],
    [`SELECT encode(*, scheme) AS b FROM 'a'`, "'base64'"],
    [`SELECT parse_time('q', 1) AS b FROM 'a'`, 'q'],
    [`SELECT time_to_epoch(a, 'yyyy [MM]') AS b FROM 'a'`, '['],
    [`SELECT 1e999 AS b FROM 'a'`, '1e999'],
    [`SELECT {a: 1} AS b FROM 'a'`, 'quotes'],
    [`SELECT a.0 FROM 'a'`, 'get(value, "key")'],
    [`SET @a = 1, @a = 2 SELECT @a FROM 'a'`, '@a twice'],
    [`SET @a = @b, @b = 2 SELECT @a FROM 'a'`, '@b'],
    [`SET a = 1 SELECT a FROM 'a'`, '@name'],
    [`SELECT @a FROM 'a'`, '@a'],
    [`SET @a = 1 SET @b = 2 SELECT @a FROM 'a'`, 'SELECT'],
    [`SELECT a FROM a`, 'single quotes'],
    [`SELECT a FROM 'a/#/b'`, 'topic filter'],
    [`SELECT a FROM 'a+/b'`, 'topic filter'],
    [`SELECT a FROM ''`, 'topic filter'],
    [`SELECT a FROM '$aws/rules/x/y'`, 'Basic Ingest'],
    [`SELECT FROM 'a'`, 'FROM'],
    [`SELECT value FROM 'a'`, 'get(*, "value")'],
    [`SELECT value AS v FROM 'a'`, 'get(*, "value")'],
    [`SELECT value, b FROM 'a'`, 'get(*, "value")'],
    [`SELECT a FROM 'a' GROUP BY b`, 'GROUP'],
    [`SELECT a FROM 'a' WHERE (b = 1`, ')'],
    [`DELETE FROM 'a'`, 'SELECT'],
    [`SELECT a FROM 'a' WHERE b = 'open`, "'"],
    ['', 'SELECT'],
  ])('%s is refused, naming %s', (sql, name) => {
    expect(() => parseStatement(sql, '2016-03-23')).toThrow(SqlParseException);
    expect(() => parseStatement(sql, '2016-03-23')).toThrow(name);
  });

  it.each([
    'aws_lambda',
    'get_dynamodb',
    'get_mqtt_property',
    'get_registry_data',
    'get_secret',
    'get_thing_shadow',
    'get_user_properties',
    'machinelearning_predict',
  ])('is refused with the name of the function that it cannot run: %s', (name) => {
    const parse = () => parseStatement(`SELECT ${name}('x') AS x FROM 'a'`, '2016-03-23');
    expect(parse).toThrow(SqlParseException);
    expect(parse).toThrow(`The function ${name}() is not supported: it asks `);
  });

  it.each([
    [`SELECT length(a) AS b FROM 'a'`, 'Calls of length()'],
    [`SELECT isUndefined(a) AS b FROM 'a'`, 'Calls of isUndefined()'],
    [`SELECT [a] AS b FROM 'a'`, 'Array literals'],
    [`SELECT {'a': a} AS b FROM 'a'`, 'Object literals'],
    [`SELECT (SELECT VALUE b FROM c) AS d FROM 'a'`, 'Nested queries'],
    [`SELECT cast(a AS Decimal) AS b FROM 'a'`, 'Casts to Decimal'],
    [`SET @a = 1 SELECT @a FROM 'a'`, 'SET clauses'],
  ])('is refused in a rule of the first version: %s', (sql, what) => {
    expect(() => parseStatement(sql, '2015-10-08')).toThrow(
      `${what} need awsIotSqlVersion 2016-03-23; the rule has 2015-10-08.`,
    );
    expect(() => parseStatement(sql, 'beta')).not.toThrow();
  });

  it('refuses endless nesting instead of running out of stack', () => {
    const nested = `${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
    expect(() => parseStatement(`SELECT a FROM 'a' WHERE ${nested}`, '2016-03-23')).toThrow(
      SqlParseException,
    );
    expect(() => parseStatement(`SELECT a FROM 'a' WHERE ${'NOT '.repeat(10_000)} b`, '2016-03-23')).toThrow(
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
      '+',
      '[',
      '{',
      '}',
      ':',
      'CASE',
      'WHEN',
      'THEN',
      'END',
      'get',
      '@v',
      'SET',
      'VALUE',
    );
    const sentence = fc.array(words, { maxLength: 15 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.oneof(sentence, fc.string()), (sql) => {
        try {
          parseStatement(sql, '2016-03-23');
        } catch (error) {
          expect(error).toBeInstanceOf(SqlParseException);
        }
      }),
    );
  });

  it('has a value for every call of every function, whatever the arguments are', () => {
    const literals = ["'a'", "'12'", "'yyyy'", '1', '-1.5', '1e300', 'null', 'true', '*', 'a', 'b', '[a, b]'];
    const argument = fc.constantFrom(...literals, "{'a': b}", '(SELECT VALUE a FROM b)');
    const call = fc
      .tuple(fc.constantFrom(...functions.keys()), fc.array(argument, { maxLength: 4 }))
      .map(([name, args]) => `${name}(${args.join()})`);
    const payload = fc.record({ a: fc.jsonValue(), b: fc.jsonValue() });
    fc.assert(
      fc.property(call, payload, (expression, { a, b }) => {
        const parsed: unknown = JSON.parse(JSON.stringify({ a, b }));
        try {
          valueOfExpression(expression, parsed);
        } catch (error) {
          expect(String(error)).toMatch(/^(SqlParseException|DatePatternError|RegularExpressionError)/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('hands any JSON object through SELECT * unchanged, whatever its keys', () => {
    const everything = parseStatement(`SELECT *, 1 AS added FROM 'a'`, '2016-03-23');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const payload = new Map([...Object.entries(fields), ['__proto__', 'own']]);
        const parsed: unknown = JSON.parse(JSON.stringify(Object.fromEntries(payload)));
        const output = evaluate(everything, { ...message, payload: parsed });
        const expected: unknown = JSON.parse(JSON.stringify(Object.fromEntries([...payload, ['added', 1]])));
        expect(output?.output).toEqual({ kind: 'json', value: expected });
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
