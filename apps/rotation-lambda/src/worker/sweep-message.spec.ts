import { MalformedSweepMessageError, parseSweepMessage, writeSweepMessage } from './sweep-message';

const message = {
  scheduledTime: '2027-01-01T03:00:00.000Z',
  things: [
    { thingName: 'sensor-1', connected: true, issued: '20250101', notified: '20261228' },
    { thingName: 'sensor-2', connected: false },
  ],
};

describe('a message of the sweep', () => {
  it('is read as it was written', () => {
    expect(parseSweepMessage(writeSweepMessage(message))).toEqual(message);
  });

  it('is refused with its cause when it is no JSON', () => {
    let refusal: unknown;
    try {
      parseSweepMessage('{"scheduledTime":');
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toEqual(
      new MalformedSweepMessageError('Not a message of the rotation monitor: it is no JSON.'),
    );
    expect(refusal).toHaveProperty('cause.name', 'SyntaxError');
  });

  it.each([
    ['null', 'the message itself'],
    ['{}', 'scheduledTime, things'],
    [JSON.stringify({ ...message, scheduledTime: 'yesterday' }), 'scheduledTime'],
    [JSON.stringify({ ...message, things: [{ connected: true }] }), 'things.0.thingName'],
    [JSON.stringify({ ...message, things: [{ thingName: 'x' }] }), 'things.0.connected'],
    [JSON.stringify({ ...message, things: [{ ...message.things[0], issued: 7 }] }), 'things.0.issued'],
    [JSON.stringify({ ...message, things: [{ ...message.things[0], notified: 7 }] }), 'things.0.notified'],
  ])('is refused by the names of what is wrong in it: %s', (body, members) => {
    expect(() => parseSweepMessage(body)).toThrow(
      new MalformedSweepMessageError(`Not a message of the rotation monitor; wrong: ${members}.`),
    );
  });
});
