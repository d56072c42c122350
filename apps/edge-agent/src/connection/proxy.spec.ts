import { InvalidProxyError, proxyFor } from './proxy';

const endpoint = { host: 'a1b2-ats.iot.eu-west-1.amazonaws.com', port: 8883 };

describe('the proxy that connections go through', () => {
  it.each([
    ['http://proxy.example:3128', { host: 'proxy.example', port: 3128, credentials: undefined }],
    ['http://proxy.example', { host: 'proxy.example', port: 80, credentials: undefined }],
    ['proxy.example:3128', { host: 'proxy.example', port: 3128, credentials: undefined }],
    ['http://[2001:db8::1]:3128/', { host: '2001:db8::1', port: 3128, credentials: undefined }],
    ['http://me:p%40ss%3A@10.0.0.1:3128', { host: '10.0.0.1', port: 3128, credentials: 'me:p@ss:' }],
  ])('is %s as it is written', (written, proxy) => {
    expect(proxyFor(endpoint, { HTTPS_PROXY: written })).toEqual(proxy);
  });

  it('is none where none is named', () => {
    expect(proxyFor(endpoint, {})).toBeUndefined();
    expect(proxyFor(endpoint, { HTTPS_PROXY: '' })).toBeUndefined();
  });

  it('may be named in small letters, which go first', () => {
    const environment = { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://capital:2' };
    expect(proxyFor(endpoint, environment)?.host).toBe('small');
  });

  it.each([
    'https://me:secret@proxy.example',
    'socks5://secret',
    'http://me:secret@:80',
    'http://x/secret',
    '%secret',
  ])('is not %s, and the error says nothing of it', (written) => {
    const find = () => proxyFor(endpoint, { HTTPS_PROXY: written });
    expect(find).toThrow(InvalidProxyError);
    expect(find).not.toThrow(/secret/);
  });

  it.each([
    '*',
    'amazonaws.com',
    '.amazonaws.com',
    '*.amazonaws.com',
    'localhost, AMAZONAWS.com',
    'amazonaws.com:8883',
    'a1b2-ats.iot.eu-west-1.amazonaws.com',
  ])('is not used for an endpoint that NO_PROXY has: %s', (list) => {
    expect(proxyFor(endpoint, { HTTPS_PROXY: 'http://p', NO_PROXY: list })).toBeUndefined();
  });

  it.each(['', 'amazonaws.com:443', 'zonaws.com', 'com.example', '10.0.0.1', '::1'])(
    'is used for an endpoint that NO_PROXY does not have: %p',
    (list) => {
      expect(proxyFor(endpoint, { HTTPS_PROXY: 'http://p', no_proxy: list })).toBeDefined();
    },
  );

  it.each(['::1', '[::1]', '[::1]:8883'])(
    'is not used for an address of IPv6 that NO_PROXY has: %s',
    (list) => {
      const ipv6 = { host: '::1', port: 8883 };
      expect(proxyFor(ipv6, { HTTPS_PROXY: 'http://p', NO_PROXY: list })).toBeUndefined();
    },
  );
});
