import fc from 'fast-check';
import { connectionContext, normalizeKey } from './context';
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

  it('leaves a key of the caller alone that the connection says nothing of', () => {
    const connection = { clientId: 'x', keys: { 'aws:SourceIp': '192.0.2.1', 'iot:DomainName': 'a' } };
    expect(variables(connection, 'aws:sourceip')).toEqual(['192.0.2.1']);
    expect(variables({ ...connection, domainName: 'b' }, 'iot:domainname')).toEqual(['b']);
  });

  it('has no value for a key with several, nor with none', () => {
    const keys = { one: ['a'], several: ['a', 'b'], none: [] };
    expect(variables({ clientId: 'x', keys }, 'one', 'several', 'none')).toEqual(['a', undefined, undefined]);
  });

  it('cannot be claimed through keys of the caller', () => {
    const connection = { clientId: 'x', keys: { 'IOT:CLIENTID': 'pump' } };
    expect(variables(connection, 'iot:clientid')).toEqual(['x']);
  });
});

describe('the time of a connection', () => {
  const now = () => new Date('2026-07-01T00:00:00.999Z');
  const timeIn = (connection: Connection) =>
    ['aws:currenttime', 'aws:epochtime', 'aws:other'].map((key) => connectionContext(connection).key(key));

  it('is that of its clock, to the second where it counts seconds', () => {
    expect(timeIn({ clientId: 'x', now })).toEqual([['2026-07-01T00:00:00.999Z'], ['1782864000'], undefined]);
  });

  it('is what the caller says where there is no clock', () => {
    const keys = { 'aws:CurrentTime': 'noon', 'aws:EpochTime': '12', 'aws:Other': 'x' };
    expect(timeIn({ clientId: 'x', keys })).toEqual([['noon'], ['12'], ['x']]);
    expect(timeIn({ clientId: 'x' })).toEqual([undefined, undefined, undefined]);
  });
});

describe('the certificate of a connection', () => {
  const subject = { CommonName: ['first', 'second', '3', '4', '5', '6'], Organization: 'Example, Corp' };
  const shown = {
    serialNumber: '0a',
    subject,
    issuer: { Country: 'DE' },
    subjectAlternativeNames: { DNSName: 'a.example' },
  };
  const connection: Connection = {
    clientId: 'c',
    certificate: () => shown,
  };

  it('is read when a policy asks for something of it, and once', () => {
    let reads = 0;
    const certificate = () => {
      reads += 1;
      return shown;
    };
    const context = connectionContext({ clientId: 'c', certificate });
    expect(context.variable('iot:clientid')).toBe('c');
    expect(context.key('aws:sourceip')).toBeUndefined();
    expect(reads).toBe(0);
    expect(context.variable('iot:certificate.serialnumber')).toBe('0a');
    expect(context.key('iot:certificate.issuer.country')).toEqual(['DE']);
    expect(reads).toBe(1);
  });

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
    const certificate = () => ({ subject: { Title: '"a\\b=c<d>e;f-g.h' } });
    expect(variables({ clientId: 'c', certificate }, 'iot:certificate.subject.title')).toEqual([
      '\\"a\\\\b\\=c\\<d\\>e\\;f-g.h',
    ]);
  });

  it('has all its values in lists, at most five of each attribute', () => {
    const context = connectionContext({
      clientId: 'c',
      certificate: () => ({
        ...shown,
        issuerAlternativeNames: { IPAddress: [], DNSName: 'b.example' },
      }),
    });
    expect(context.key('iot:certificate.subject.commonname.list')).toEqual([
      'first',
      'second',
      '3',
      '4',
      '5',
    ]);
    expect(context.key('iot:certificate.issuer.alternativename.dnsname.list')).toEqual(['b.example']);
    expect(context.key('iot:certificate.issuer.alternativename.ipaddress.list')).toBeUndefined();
    expect(context.key('iot:certificate.availablekeys')).toEqual([
      'iot:Certificate.Subject.CommonName',
      'iot:Certificate.Subject.CommonName.1',
      'iot:Certificate.Subject.CommonName.2',
      'iot:Certificate.Subject.CommonName.3',
      'iot:Certificate.Subject.CommonName.4',
      'iot:Certificate.Subject.CommonName.List',
      'iot:Certificate.Subject.Organization',
      'iot:Certificate.Subject.Organization.List',
      'iot:Certificate.Issuer.Country',
      'iot:Certificate.Issuer.Country.List',
      'iot:Certificate.Subject.AlternativeName.DNSName',
      'iot:Certificate.Subject.AlternativeName.DNSName.List',
      'iot:Certificate.Issuer.AlternativeName.DNSName',
      'iot:Certificate.Issuer.AlternativeName.DNSName.List',
      'iot:Certificate.SerialNumber',
    ]);
  });

  it('has no serial number where none is known', () => {
    const context = connectionContext({ clientId: 'c', certificate: () => ({}) });
    expect(context.key('iot:certificate.availablekeys')).toEqual([]);
    expect(context.key('iot:certificate.serialnumber')).toBeUndefined();
  });

  it('replaces a variable with up to 1,024 characters', () => {
    const certificate = () => ({ subject: { CommonName: 'x'.repeat(1024) } });
    expect(variables({ clientId: 'c', certificate }, 'iot:certificate.subject.commonname')).toEqual([
      'x'.repeat(1024),
    ]);
  });

  it.each(['a*', 'a$', 'a+b', 'a?', 'a#', 'x'.repeat(1025)])(
    'does not replace a variable with %.10s',
    (value) => {
      const certificate = () => ({ subject: { CommonName: value } });
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

describe('the name of a context key', () => {
  const name = fc.string().filter((text) => !text.includes('['));

  it('is read without its case, but for the name of an attribute in brackets', () => {
    fc.assert(
      fc.property(name, fc.string(), (key, attribute) => {
        expect(normalizeKey(key)).toBe(key.toLowerCase());
        expect(normalizeKey(`${key}[${attribute}]`)).toBe(`${key.toLowerCase()}[${attribute}]`);
      }),
    );
    expect(normalizeKey('aws:SourceIP')).toBe('aws:sourceip');
  });
});
