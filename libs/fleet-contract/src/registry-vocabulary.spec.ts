import { functionTimeLimits } from './function-time-limits';
import { legacySerialParameter, templateParameters, thingAttributes } from './registry-vocabulary';

describe('what the fleet writes where AWS IoT keeps it', () => {
  it('is named as the things of fleets in the field have it', () => {
    expect(thingAttributes).toEqual({
      certIssuance: 'cert_issuance',
      modelType: 'model_type',
      rotationNotified: 'rotation_notified',
    });
  });

  it('fits a thing without a type, which has room for three attributes', () => {
    const names = Object.values<string>(thingAttributes);
    expect(new Set(names).size).toBe(3);
    for (const name of names) {
      expect(name).toMatch(/^[a-zA-Z0-9_.,@/:#-]{1,128}$/);
    }
  });

  it('has a parameter for each of them that a device is made with, and the one of older devices', () => {
    expect(templateParameters).toEqual({
      serialNumber: 'SerialNumber',
      modelType: 'ModelType',
      certDate: 'CertDate',
    });
    expect(legacySerialParameter).toBe('DeviceSerial');
  });
});

it('a hook has no more time than AWS IoT waits for it', () => {
  expect(functionTimeLimits.hookSeconds).toBeLessThanOrEqual(5);
});
