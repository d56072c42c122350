import fc from 'fast-check';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { element, objectIdentifier, sequence, tags } from './der';
import { isPlainName } from './plain-name';
import { distinguishedName, signedCertificate } from './signed-certificate';

const commonName = '2.5.4.3';
const utf8String = 0x0c;
const bmpString = 0x1e;
const oneOf = (...parts: readonly Uint8Array[]) => sequence(element(tags.set, ...parts));
const part = (type: string, tag: number, octets: Uint8Array) =>
  sequence(objectIdentifier(type), element(tag, Buffer.from(octets)));

describe('a distinguished name', () => {
  it('is plain where it is ASCII of X.520', () => {
    expect(isPlainName(sequence())).toBe(true);
    expect(isPlainName(distinguishedName([commonName, 'device-1'], ['2.5.4.10', 'Acme, Inc.']))).toBe(true);
  });

  it.each([
    ['letters beyond ASCII', distinguishedName([commonName, 'Gerät'])],
    ['octets that are no UTF-8', oneOf(part(commonName, utf8String, Buffer.from([0xc3])))],
    ['a control character', distinguishedName([commonName, 'a\0b'])],
    ['another kind of string', oneOf(part(commonName, bmpString, Buffer.from('a')))],
    ['an attribute that is not of X.520', distinguishedName(['0.9.2342.19200300.100.1.1', 'a'])],
    [
      'two attributes in one part',
      oneOf(part(commonName, 12, Buffer.from('a')), part('2.5.4.10', 12, Buffer.from('b'))),
    ],
    ['an empty part', oneOf()],
  ])('is not plain with %s', (_what, name) => {
    expect(isPlainName(name)).toBe(false);
  });

  it('that is plain is read by OpenSSL', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const printable = fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 20 });
    const type = fc.integer({ min: 0, max: 0x7f });
    const names = fc.array(fc.tuple(type, fc.constantFrom(utf8String, 0x13, 0x16), printable), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(names, (parts) => {
        const name = sequence(
          ...parts.map(([last, tag, octets]) => {
            const type = element(tags.objectIdentifier, Buffer.from([0x55, 4, last]));
            return element(tags.set, sequence(type, element(tag, Buffer.from(octets))));
          }),
        );
        expect(isPlainName(name)).toBe(true);
        const now = new Date('2026-01-01T00:00:00Z');
        const contents = { subject: name, publicKey: key, notBefore: now, notAfter: now, extensions: [] };
        const issuer = { subject: distinguishedName([commonName, 'root']), publicKey: key, privateKey };
        expect(() => new X509Certificate(signedCertificate(contents, issuer))).not.toThrow();
      }),
    );
  });
});
