import { keysInHardware } from '../keys/files/keys-in-hardware';
import { keyFiles } from '../keys/files/key-files';
import { TestHardware } from '../testing/test-hardware';
import { UsageError } from './usage-error';
import { requireTaker } from './workplace';

describe('--keys cloud', () => {
  const hardware = keysInHardware(new TestHardware());

  it('is wrong usage where keys are made in hardware, before the cloud is asked for anything', () => {
    expect(() => requireTaker({ from: 'cloud' }, hardware)).toThrow(UsageError);
    expect(() => requireTaker({ from: 'cloud' }, hardware)).toThrow('leave out --keys cloud');
  });

  it('is fine with key files, and other keys are with hardware', () => {
    expect(() => requireTaker({ from: 'cloud' }, keyFiles)).not.toThrow();
    expect(() => requireTaker({ from: 'device', algorithm: 'ec-p256' }, hardware)).not.toThrow();
  });
});
