import { resultOf, valueOfExpression } from './testing/rule-message';

/** What a hostile rule or device could stop a broker with. Each ends, and says why. */
describe('a statement that would cost too much', () => {
  const payload = { text: 'a'.repeat(100_000), list: Array.from({ length: 10_000 }, () => ({ a: 1 })) };

  it('is stopped before a text fills the memory', () => {
    expect(() => valueOfExpression("replace(text, 'a', text)", payload)).toThrow('characters');
    expect(() => valueOfExpression(`concat(${Array(20).fill('text').join()})`, payload)).toThrow(
      'characters',
    );
    const doubled = Array.from({ length: 40 }, (_none, index) => `@v${index + 1} = @v${index} + @v${index}`);
    const sql = `SET @v0 = text, ${doubled.join(', ')} SELECT @v40 AS r FROM 'a'`;
    expect(() => resultOf(sql, { payload })).toThrow('steps');
  });

  it('is stopped before a value contains itself a million times', () => {
    const doubled = Array.from({ length: 60 }, (_none, index) => `@v${index + 1} = [@v${index}, @v${index}]`);
    const sql = `SET @v0 = list, ${doubled.join(', ')} SELECT @v60 AS r FROM 'a'`;
    expect(() => resultOf(sql, { payload })).toThrow('steps');
    const everything = Array.from({ length: 2_000 }, (_none, index) => `* AS k${index}`).join(', ');
    expect(() => resultOf(`SELECT ${everything} FROM 'a'`, { payload })).toThrow('steps');
  });

  it('is stopped when it does too much with every element', () => {
    const hashes = Array(500).fill('sha256(a)').join(' + ');
    expect(() => valueOfExpression(`(SELECT VALUE ${hashes} FROM list)`, payload)).toThrow('steps');
  });

  it.each([
    ["parse_time('yyyy', 0, 'Europe/Berlin')"],
    ["parse_time('z', 0, 'Europe/Berlin')"],
    ["parse_time('yyyy', 0, 'No/Where')"],
    ["time_to_epoch('2020-04-03 Europe/Berlin', 'yyyy-MM-dd VV')"],
  ])('is stopped when it asks the time zone of every element: %s', (expression) => {
    const elements = Array<number>(60_000).fill(1);
    expect(() => valueOfExpression(`(SELECT VALUE ${expression} FROM list)`, { list: elements })).toThrow(
      'steps',
    );
  });

  it('is stopped when a device sends long patterns of dates for every element', () => {
    const list = Array<string>(5_000).fill('z '.repeat(128));
    const expression = "(SELECT VALUE parse_time(*, 0, 'Europe/Berlin') FROM list)";
    expect(() => valueOfExpression(expression, { list })).toThrow('steps');
  });

  it('is stopped before md2(), which is slow here, has read millions of characters', () => {
    const list = Array<number>(60).fill(1);
    const sql = `SET @text = text SELECT (SELECT VALUE md2(@text) FROM list) AS r FROM 'a'`;
    expect(() => resultOf(sql, { payload: { list, text: payload.text } })).toThrow('steps');
  });

  it('writes no text that is longer than transform() may answer', () => {
    const list = Array.from({ length: 20_000 }, () => ({}));
    const large = { list, object: { a: payload.text } };
    expect(valueOfExpression("transform('enrichArray', object, list)", large)).toBeUndefined();
  });

  it('is evaluated however long its chains are', () => {
    expect(valueOfExpression(`0 ${'+ 1 '.repeat(10_000)}`)).toBe(10_000);
    expect(valueOfExpression(`true ${'AND true '.repeat(6_000)}`)).toBe(true);
  });

  it('trims any number of blanks', () => {
    const blanks = `${' '.repeat(100_000)}x${' '.repeat(100_000)}x`;
    expect(valueOfExpression('length(rtrim(ltrim(t)))', { t: blanks })).toBe(100_002);
  });
});
