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
    '1.2.3.4/1x',
    '1.2.3.4/x1',
    '1.2.3.4/0032',
    '1.2.3.4.5',
    '1.2.3.0004',
    '1.2.3.4x',
    '1.2.3.',
    '1.2.3.x4',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '1:2:3:4:5:6:7:g',
    '1:2:3:4:5:6:7:8x',
    '::1.2.3.256',
    '::1.2.3',
  ])('holds nothing when it is %j, and is held by nothing', (range) => {
    for (const [address, everything] of [
      ['1.2.3.4', '0.0.0.0/0'],
      ['1:2:3:4:5:6:7:8', '::/0'],
    ] as const) {
      expect(inAddressRange(address, range)).toBe(false);
      expect(inAddressRange(range, everything)).toBe(false);
    }
  });

  it.each([
    ['1.2.3.4', '1.2.3.4', true],
    ['1.2.3.4', '1.2.3.5', false],
    ['1.2.3.4', '9.9.9.9/0', true],
    ['255.255.255.255', '255.255.255.255/32', true],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7:8', '1:2:3::6:7:8', false],
    ['1:2::7:8', '1:2:0:0:0:0:7:8', true],
    ['1::', '1:0:0:0:0:0:0:0', true],
    ['2001:DB8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1.2.3.4', '::102:304', true],
    ['::ffff:c000:207', '192.0.2.7', true],
    ['1.2.3.4', '::ffff:1.2.3.0/24', true],
    ['::fffe:1.2.3.4', '1.2.3.4', false],
    ['0.0.0.1', '::1', false],
    ['::1', '0.0.0.1', false],
    ['0.0.0.1', '::1/0', false],
  ])('%s lies in %s: %s', (address, range, isIn) => {
    expect(inAddressRange(address, range)).toBe(isIn);
  });
});
