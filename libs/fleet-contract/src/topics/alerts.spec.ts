import fc from 'fast-check';

import { alertsTopic, buildAlert, parseAlert } from './alerts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('an alert', () => {
  it('goes to the topic of its thing', () => {
    expect(alertsTopic('sensor-1')).toBe('cmd/sensor-1/alerts');
  });

  it('has the payload that devices in the field look for', () => {
    expect(new TextDecoder().decode(buildAlert('rotate_cert'))).toBe('{"msg":"rotate_cert"}');
  });

  it('is read back', () => {
    expect(parseAlert(buildAlert('rotate_cert'))).toEqual({ msg: 'rotate_cert' });
  });

  it('says when it is the turn of a device, where that has to wait', () => {
    expect(new TextDecoder().decode(buildAlert('rotate_cert', 90))).toBe(
      '{"msg":"rotate_cert","startsInSeconds":90}',
    );
    expect(parseAlert(buildAlert('rotate_cert', 90))).toEqual({ msg: 'rotate_cert', startsInSeconds: 90 });
    expect(new TextDecoder().decode(buildAlert('rotate_cert', 0))).toBe('{"msg":"rotate_cert"}');
  });

  it.each(['-1', '86401', '1e300', '"90"', 'null', '[]'])(
    'is one without a turn where that is %s',
    (turn) => {
      expect(parseAlert(bytes(`{"msg":"rotate_cert","startsInSeconds":${turn}}`))).toEqual({
        msg: 'rotate_cert',
      });
    },
  );

  it('is read beside keys that this version does not know', () => {
    expect(parseAlert(bytes('{"since":"20260101","msg":"rotate_cert","more":[1]}'))).toEqual({
      msg: 'rotate_cert',
    });
  });

  it.each([
    ['another message', '{"msg":"hello"}'],
    ['a nested message', '{"body":{"msg":"rotate_cert"}}'],
    ['an inherited key', '{"__proto__":{"msg":"rotate_cert"}}'],
    ['a list', '["rotate_cert"]'],
    ['null', 'null'],
    ['text', 'rotate_cert'],
    ['a string', '"rotate_cert"'],
    ['a number', '1'],
    ['nothing', ''],
    ['a deep nest', '['.repeat(4000)],
    ['an oversized alert', `{"msg":"rotate_cert","pad":"${'x'.repeat(5000)}"}`],
  ])('is not %s', (_, payload) => {
    expect(parseAlert(bytes(payload))).toBeUndefined();
  });

  it('may have as many bytes as are read, and no more', () => {
    const padded = (length: number) => bytes('{"msg":"rotate_cert"}'.padEnd(length));
    expect(parseAlert(padded(4096))).toEqual({ msg: 'rotate_cert' });
    expect(parseAlert(padded(4097))).toBeUndefined();
  });

  it('is not text in another encoding, whose bytes JSON would take', () => {
    expect(parseAlert(Uint8Array.of(...bytes('{"msg":"rotate_cert","room":"'), 0xff, ...bytes('"}')))).toBe(
      undefined,
    );
  });

  it('is not binary data, and none of it throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => parseAlert(payload) === undefined));
    expect(parseAlert(Uint8Array.of(0xff, 0xfe, 0x7b))).toBeUndefined();
  });
});
