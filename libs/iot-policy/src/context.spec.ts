import { connectionContext } from './context';
import type { AttachedThing, Connection } from './context';
import { compilePolicies, evaluate } from './evaluate';

const thingKeyPrefix = 'iot:connection.thing.';

function variables(connection: Connection, ...names: string[]): (string | undefined)[] {
  const context = connectionContext(connection);
  return names.map((name) => context.variable(name));
}

describe('the thing of a connection', () => {
  const things: AttachedThing[] = [
    { name: 'pump', typeName: 'Pump', attributes: { Model: 'p1', model: 'p2' } },
    { name: 'valve' },
  ];

  it('is the attached thing whose name is the client id', () => {
    const values = variables(
      { clientId: 'pump', attachedThings: things },
      `${thingKeyPrefix}thingname`,
      `${thingKeyPrefix}thingtypename`,
      `${thingKeyPrefix}isattached`,
    );
    expect(values).toEqual(['pump', 'Pump', 'true']);
  });

  it('has no name, type or attribute under any other client id', () => {
    const values = variables(
      { clientId: 'pump2', attachedThings: things },
      `${thingKeyPrefix}thingname`,
      `${thingKeyPrefix}thingtypename`,
      `${thingKeyPrefix}attributes[Model]`,
      `${thingKeyPrefix}isattached`,
    );
    expect(values).toEqual([undefined, undefined, undefined, 'false']);
  });

  it('is the exclusively attached thing under any client id', () => {
    const attachedThings = [{ name: 'pump', exclusive: true }];
    const values = variables(
      { clientId: 'whatever', attachedThings },
      `${thingKeyPrefix}thingname`,
      `${thingKeyPrefix}isattached`,
    );
    expect(values).toEqual(['pump', 'true']);
  });

  it('keeps the case of attribute names apart', () => {
    const values = variables(
      { clientId: 'pump', attachedThings: things },
      `${thingKeyPrefix}attributes[Model]`,
      `${thingKeyPrefix}attributes[model]`,
    );
    expect(values).toEqual(['p1', 'p2']);
  });

  it('has no value for an empty attribute', () => {
    const attachedThings = [{ name: 'pump', attributes: { room: '' } }];
    expect(variables({ clientId: 'pump', attachedThings }, `${thingKeyPrefix}attributes[room]`)).toEqual([
      undefined,
    ]);
  });

  it('cannot be claimed through keys of the caller', () => {
    const connection = { clientId: 'x', keys: { 'IOT:CLIENTID': 'pump' } };
    expect(variables(connection, 'iot:clientid')).toEqual(['x']);
  });
});

describe('the certificate of a connection', () => {
  const subject = { CommonName: ['first', 'second', '3', '4', '5', '6'], Organization: 'Example, Corp' };
  const connection: Connection = {
    clientId: 'c',
    certificate: {
      serialNumber: '0a',
      subject,
      issuer: { Country: 'DE' },
      subjectAlternativeNames: { DNSName: 'a.example' },
    },
  };

  it('gives the first of several values, and the others by index', () => {
    const name = 'iot:certificate.subject.commonname';
    expect(variables(connection, name, `${name}.1`, `${name}.4`, `${name}.5`)).toEqual([
      'first',
      'second',
      '5',
      undefined,
    ]);
  });

  it('names alternative names, issuer and serial number', () => {
    const values = variables(
      connection,
      'iot:certificate.subject.alternativename.dnsname',
      'iot:certificate.issuer.country',
      'iot:certificate.serialnumber',
    );
    expect(values).toEqual(['a.example', 'DE', '0a']);
  });

  it('puts special characters behind a backslash', () => {
    expect(variables(connection, 'iot:certificate.subject.organization')).toEqual(['Example\\, Corp']);
  });

  it.each(['a*', 'a$', 'a+b', 'a?', 'a#', 'x'.repeat(1025)])(
    'does not replace a variable with %.10s',
    (value) => {
      const certificate = { subject: { CommonName: value } };
      expect(variables({ clientId: 'c', certificate }, 'iot:certificate.subject.commonname')).toEqual([
        undefined,
      ]);
    },
  );

  it('lists the keys that have values', () => {
    const policies = compilePolicies([
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'iot:Connect',
          Resource: '*',
          Condition: {
            'ForAnyValue:StringEquals': { 'iot:Certificate.AvailableKeys': 'iot:Certificate.Issuer.Country' },
          },
        },
      }),
    ]);
    const request = { action: 'iot:Connect', resource: 'arn:aws:iot:r:1:client/c' };
    expect(evaluate(policies, { ...request, context: connectionContext(connection) }).allowed).toBe(true);
    expect(evaluate(policies, { ...request, context: connectionContext({ clientId: 'c' }) }).allowed).toBe(
      false,
    );
  });
});
