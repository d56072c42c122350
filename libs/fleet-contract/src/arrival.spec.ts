import { MalformedArrivalError, parseArrival, writeArrival } from './arrival';

const arrival = {
  serial: 'sensor-1',
  certificateId: 'ab'.repeat(32),
  source: 'confirmation' as const,
  connectedAt: new Date('2027-01-01T03:00:00.123Z'),
};

describe('the message that a device has come', () => {
  it('is read as it was written', () => {
    expect(parseArrival(writeArrival(arrival))).toEqual(arrival);
  });

  it('is read as it was written by a sweep that has cut the device off', () => {
    const [endedAt, awaySince] = [new Date('2027-01-01T03:00:00Z'), new Date('2027-01-01T03:00:10Z')];
    const cutOff = { endedAt, awaySince, cuts: 1 };
    expect(parseArrival(writeArrival({ ...arrival, cutOff }))).toEqual({ ...arrival, cutOff });
  });

  it('is one of a lifecycle event where an earlier release has written it', () => {
    const { serial, certificateId, connectedAt } = arrival;
    expect(parseArrival(JSON.stringify({ serial, certificateId, connectedAt }))).toEqual({
      ...arrival,
      source: 'presence',
    });
  });

  it('is refused with its cause when it is no JSON', () => {
    let refusal: unknown;
    try {
      parseArrival('{"serial":');
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toEqual(new MalformedArrivalError('Not a message of the proof handler: it is no JSON.'));
    expect(refusal).toHaveProperty('cause.name', 'SyntaxError');
  });

  it.each([
    ['null', 'Not a message of the proof handler; wrong: the message itself.'],
    ['{}', 'Not a message of the proof handler; wrong: serial, certificateId, connectedAt.'],
    [
      JSON.stringify({ serial: '', certificateId: 7, source: 'claim', connectedAt: 'now' }),
      'Not a message of the proof handler; wrong: serial, certificateId, source, connectedAt.',
    ],
    [
      JSON.stringify({ ...arrival, cutOff: { endedAt: 'now', awaySince: arrival.connectedAt, cuts: -1 } }),
      'Not a message of the proof handler; wrong: cutOff.endedAt, cutOff.cuts.',
    ],
  ])('is refused by what is wrong in it: %s', (body, message) => {
    expect(() => parseArrival(body)).toThrow(new MalformedArrivalError(message));
  });
});
