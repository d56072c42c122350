import fc from 'fast-check';
import { valueOfExpression } from '../testing/rule-message';

const noon = Date.UTC(2024, 1, 29, 12, 5, 9, 78);
const written = (pattern: string, timestamp = noon, zone = 'UTC'): unknown =>
  valueOfExpression('parse_time(p, t, z)', { p: pattern, t: timestamp, z: zone });
const read = (text: string, pattern: string): unknown =>
  valueOfExpression('time_to_epoch(t, p)', { t: text, p: pattern });

describe('parse_time writes the fields of Joda-Time', () => {
  it.each([
    ['G C YYYY yy y', 'AD 20 2024 24 2024'],
    ['xxxx-ww-e', '2024-09-4'],
    ['E EEEE', 'Thu Thursday'],
    ['M MM MMM MMMM', '2 02 Feb February'],
    ['d dd D DDD', '29 29 60 060'],
    ['a h K H k', 'PM 12 0 12 12'],
    ['m mm s ss', '5 05 9 09'],
    ['S SSS SSSSS', '0 078 07800'],
    ['z zzzz Z ZZ ZZZ', 'UTC Coordinated Universal Time +0000 +00:00 UTC'],
    ["'o''clock' '' yyyy'T'", "o'clock ' 2024T"],
  ])('%s', (pattern, text) => {
    expect(written(pattern)).toBe(text);
  });

  it.each([
    ['America/Los_Angeles', '04:05 PST -0800'],
    ['Asia/Kolkata', '17:35 GMT+5:30 +0530'],
    ['+05:30', '17:35 +05:30 +0530'],
    ['-02', '10:05 -02:00 -0200'],
    ['Mars/Olympus', undefined],
  ])('in the time zone %s', (zone, text) => {
    expect(written('HH:mm z Z', noon, zone)).toBe(text);
  });

  it('counts weeks and years as ISO 8601 does', () => {
    expect(written('xxxx ww', Date.UTC(2021, 0, 3))).toBe('2020 53');
    expect(written('h K k', Date.UTC(2024, 0, 1))).toBe('12 0 24');
  });

  it('is Undefined for what is no time', () => {
    expect(written('yyyy', 8.64e15)).toBeUndefined();
    expect(written('yyyy', Date.UTC(100, 0, 1))).toBeUndefined();
    expect(written('yyyy G', Date.UTC(100, 0, 3))).toBe('0100 AD');
    expect(valueOfExpression("parse_time('yyyy', 'x')")).toBeUndefined();
  });

  it('fails the rule if a pattern that comes with the message is none', () => {
    expect(() => written('q')).toThrow('q is not supported in a date pattern');
    expect(() => written("'open")).toThrow("' is not supported in a date pattern");
    expect(() => written('y'.repeat(257))).toThrow('at most 256');
  });
});

describe('time_to_epoch reads the fields of Java', () => {
  it.each([
    ['2024-02-29T12:05:09.078Z', "uuuu-MM-dd'T'HH:mm:ss.SSSX", noon],
    ['20240229', 'yyyyMMdd', Date.UTC(2024, 1, 29)],
    ['24-2-9', 'yy-M-d', Date.UTC(2024, 1, 9)],
    ['Thu, 29 Feb 2024', 'EEE, d MMM yyyy', Date.UTC(2024, 1, 29)],
    ['Fri, 29 Feb 2024', 'EEE, d MMM yyyy', undefined],
    ['2024-060 11 PM', 'yyyy-DDD hh a', Date.UTC(2024, 1, 29, 23)],
    ['2024-366', 'yyyy-D', Date.UTC(2024, 11, 31)],
    ['2023-366', 'yyyy-D', undefined],
    ['2024-02-31', 'yyyy-MM-dd', Date.UTC(2024, 1, 29)],
    ['2024-02-32', 'yyyy-MM-dd', undefined],
    ['2024-13-01', 'yyyy-MM-dd', undefined],
    ['2024-02-29 24:00', 'yyyy-MM-dd HH:mm', undefined],
    ['2024-02-29 24:10', 'yyyy-MM-dd kk:mm', Date.UTC(2024, 1, 29, 0, 10)],
    ['2024-02-29 12', 'yyyy-MM-dd hh', undefined],
    ['12:00', 'HH:mm', undefined],
    ['2024-02-29 and more', 'yyyy-MM-dd', undefined],
    ['2024-2-29', 'yyyy-MM-dd', undefined],
    ['2024-02-29 12:00 +0530', 'yyyy-MM-dd HH:mm Z', Date.UTC(2024, 1, 29, 6, 30)],
    ['2024-02-29 12:00 +05:30', 'yyyy-MM-dd HH:mm xxx', Date.UTC(2024, 1, 29, 6, 30)],
    ['2024-02-29 12:00 +05:30', 'yyyy-MM-dd HH:mm xx', undefined],
    ['2024-02-29 12:00 GMT-3', 'yyyy-MM-dd HH:mm O', Date.UTC(2024, 1, 29, 15)],
    ['2024-02-29 12:00 EST', 'yyyy-MM-dd HH:mm z', Date.UTC(2024, 1, 29, 17)],
    ['2024-02-29 12:00 Mars/Olympus', 'yyyy-MM-dd HH:mm VV', undefined],
    // Clocks are set forward over 02:30, and back over 01:30.
    ['2024-03-10 02:30 America/New_York', 'yyyy-MM-dd HH:mm VV', Date.UTC(2024, 2, 10, 7, 30)],
    ['2024-11-03 01:30 America/New_York', 'yyyy-MM-dd HH:mm VV', Date.UTC(2024, 10, 3, 5, 30)],
  ])('%s by %s is %s', (text, pattern, instant) => {
    expect(read(text, pattern)).toBe(instant);
  });

  it.each(['yyyy [MM]', 'QQQ', 'V', 'n'])('fails the rule for a part that it cannot read: %s', (pattern) => {
    expect(() => read('2024', pattern)).toThrow(/date pattern/);
  });

  it('reads what parse_time writes', () => {
    const instants = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) });
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York', '+11:30');
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const text = written('yyyy-MM-dd HH:mm:ss.SSS ZZ', instant, zone);
        // Old offsets have seconds, which no field of Joda-Time writes.
        fc.pre(instant > Date.UTC(1970, 0));
        expect(read(String(text), 'yyyy-MM-dd HH:mm:ss.SSS XXX')).toBe(instant);
      }),
    );
  });
});
