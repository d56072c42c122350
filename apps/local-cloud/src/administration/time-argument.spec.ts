import fc from 'fast-check';
import { InvalidTimeError, offsetInWords, parseTimeArgument } from './time-argument';

const dayMillis = 86_400_000;

describe('a time on the command line', () => {
  it.each([
    ['+361d', { change: 'by', millis: 361 * dayMillis }],
    ['-1d', { change: 'by', millis: -dayMillis }],
    ['+2h', { change: 'by', millis: 7_200_000 }],
    ['-30m', { change: 'by', millis: -1_800_000 }],
    ['+10s', { change: 'by', millis: 10_000 }],
    ['+2w', { change: 'by', millis: 14 * dayMillis }],
    ['2027-11-24T10:00:00Z', { change: 'to', time: '2027-11-24T10:00:00.000Z' }],
    ['2027-11-24T10:00+01:00', { change: 'to', time: '2027-11-24T09:00:00.000Z' }],
    ['2027-11-24', { change: 'to', time: '2027-11-24T00:00:00.000Z' }],
    ['reset', { change: 'reset' }],
  ])('%s', (text, change) => {
    expect(parseTimeArgument(text)).toEqual(change);
  });

  it.each([
    '',
    'now',
    '361d',
    '+361',
    '+d',
    '+1y',
    '+1.5d',
    '--help',
    '2027-11-24T10:00:00',
    '2027-13-01',
    '24.11.2027',
  ])('is not %j, and the message says what is', (text) => {
    expect(() => parseTimeArgument(text)).toThrow(InvalidTimeError);
    expect(() => parseTimeArgument(text)).toThrow('as +361d');
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseTimeArgument(text)).toHaveProperty('change');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidTimeError);
        }
      }),
    );
  });
});

describe('how far the time is moved, for a person', () => {
  it.each([
    [0, 'the same as the time of this machine'],
    [361 * dayMillis, '361 days ahead of this machine'],
    [dayMillis + 7_260_000, '1 day, 2 hours, and 1 minute ahead of this machine'],
    [-61_000, '1 minute and 1 second behind this machine'],
  ])('%d ms: %s', (offset, words) => {
    expect(offsetInWords(offset)).toBe(words);
  });
});
