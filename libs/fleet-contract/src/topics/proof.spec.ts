import { confirmationRuleSql, confirmationTopic, parseProofEvent, presenceRuleSql } from './proof';

const certificateId = 'ab'.repeat(32);

describe('the proof of a certificate', () => {
  it('is published by the device on a topic of its own thing', () => {
    expect(confirmationTopic('sensor-1')).toBe('cmd/sensor-1/cert/confirmed');
  });

  it('is selected by two rules that make the same event', () => {
    expect(confirmationRuleSql).toBe(
      "SELECT principal() AS principal, clientid() AS clientId, timestamp() AS at, 'confirmation' AS source " +
        "FROM 'cmd/+/cert/confirmed'",
    );
    expect(presenceRuleSql).toBe(
      'SELECT principalIdentifier AS principal, clientId AS clientId, principal() AS publisher, ' +
        "timestamp AS connectedAt, 'presence' AS source FROM '$aws/events/presence/connected/+' WHERE NOT startswith(clientId, 'claim:')",
    );
  });

  it('is read as principal, client id and source', () => {
    for (const source of ['confirmation', 'presence']) {
      const event = { principal: certificateId, clientId: 'sensor-1', source };
      expect(parseProofEvent({ ...event, extra: true })).toEqual(event);
    }
  });

  it('is read with a client id of 128 characters, as long as AWS IoT lets them be', () => {
    const event = { principal: certificateId, clientId: 'x'.repeat(128), source: 'presence' };
    expect(parseProofEvent(event)).toEqual(event);
  });

  it('keeps who published a lifecycle event, when it was a device', () => {
    const event = { principal: certificateId, clientId: 'sensor-1', source: 'presence' };
    const publisher = 'cd'.repeat(32);
    expect(parseProofEvent({ ...event, publisher })).toEqual({ ...event, publisher });
    for (const service of ['AROAEXAMPLE:iot', 'n/a', 7, undefined]) {
      expect(parseProofEvent({ ...event, publisher: service })).toEqual(event);
    }
  });

  it('is read with the moment of a confirmation, or that at which the connection began', () => {
    const event = { principal: certificateId, clientId: 'sensor-1', source: 'presence' };
    const moments = { at: new Date(1_700_000_000_123), connectedAt: new Date(0) };
    expect(parseProofEvent({ ...event, at: 1_700_000_000_123, connectedAt: 0 })).toEqual({
      ...event,
      ...moments,
    });
    for (const never of ['now', -1, 1.5, 8_640_000_000_000_001, null, {}]) {
      expect(parseProofEvent({ ...event, at: never, connectedAt: never })).toEqual(event);
    }
  });

  it.each([
    ['an IAM principal', { principal: 'AIDAEXAMPLE', clientId: 'x', source: 'presence' }],
    ['more than an id', { principal: `${certificateId}0`, clientId: 'x', source: 'presence' }],
    ["an id's end", { principal: `0${certificateId}`, clientId: 'x', source: 'presence' }],
    ['no principal', { clientId: 'x', source: 'presence' }],
    ['no client id', { principal: certificateId, source: 'confirmation' }],
    ['an empty client id', { principal: certificateId, clientId: '', source: 'confirmation' }],
    ['too long a client id', { principal: certificateId, clientId: 'x'.repeat(129), source: 'presence' }],
    ['another source', { principal: certificateId, clientId: 'x', source: 'basic-ingest' }],
    ['no object', 'x'],
  ])('is not an event with %s', (_, value) => {
    expect(parseProofEvent(value)).toBeUndefined();
  });
});
