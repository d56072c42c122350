import { BlockList } from 'node:net';
import fc from 'fast-check';
import { inAddressRange } from './ip-address';

describe('an address range', () => {
  it('agrees with the one of Node for IPv4', () => {
    const address = fc.ipV4();
    fc.assert(
      fc.property(
        address,
        address,
        fc.integer({ min: 1, max: 32 }),
        fc.boolean(),
        (one, network, bits, near) => {
          const asked = near ? network.replace(/\d+$/, one.split('.')[3] ?? '0') : one;
          const list = new BlockList();
          list.addSubnet(network, bits);
          expect(inAddressRange(asked, `${network}/${bits}`)).toBe(list.check(asked));
        },
      ),
    );
  });

  it('agrees with the one of Node for IPv6', () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.ipV6(),
        fc.integer({ min: 1, max: 128 }),
        fc.boolean(),
        (one, network, bits, same) => {
          fc.pre(!/^::ffff:|^(0*:){5}/i.test(one) && !/^::ffff:|^(0*:){5}/i.test(network));
          const asked = same ? network : one;
          const list = new BlockList();
          list.addSubnet(network, bits, 'ipv6');
          expect(inAddressRange(asked, `${network}/${bits}`)).toBe(list.check(asked, 'ipv6'));
        },
      ),
    );
  });

  it('knows an IPv4 peer of a dual-stack socket', () => {
    expect(inAddressRange('::ffff:192.0.2.7', '192.0.2.0/24')).toBe(true);
    expect(inAddressRange('::ffff:198.51.100.7', '192.0.2.0/24')).toBe(false);
  });

  it.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.256',
    '1:2',
    ':::',
    '1::2::3',
    '12345::',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/x',
  ])('holds nothing when it is %j', (range) => {
    expect(inAddressRange('1.2.3.4', range)).toBe(false);
    expect(inAddressRange(range, '0.0.0.0/0')).toBe(false);
  });
});
