import { isParameterValue } from './device-parameter';
import { InvalidFleetConfigError, parseFleetConfig } from './fleet-config';
import type { DeviceParameter } from './fleet-settings';

/** What is wrong with a configuration that has these parameters. */
function problemsOf(deviceParameters: unknown): Readonly<Record<string, string>> {
  try {
    parseFleetConfig({ models: ['a'], deviceParameters });
    return {};
  } catch (error) {
    if (!(error instanceof InvalidFleetConfigError)) {
      throw error;
    }
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
}

describe('the parameters of devices', () => {
  it('are kept as they are written', () => {
    const deviceParameters = {
      Firmware: { pattern: '\\d+\\.\\d+', default: '1.0', attribute: 'firmware' },
      Site: {},
    };
    expect(parseFleetConfig({ models: ['a'], deviceParameters }).deviceParameters).toEqual(deviceParameters);
  });

  it.each(['SerialNumber', 'ModelType', 'CertDate', 'DeviceSerial', 'Voucher', 'AWS::IoT::x', '', '1st'])(
    'have no name that is taken or illegal: %j',
    (name) => {
      expect(problemsOf({ [name]: {} })).toEqual({
        deviceParameters: expect.stringContaining('beginning with a letter'),
      });
    },
  );

  it.each(['cert_issuance', 'model_type', 'rotation_notified', '', 'a b'])(
    'write no attribute that is the fleet’s or illegal: %j',
    (attribute) => {
      expect(problemsOf({ Site: { attribute } })).toEqual({
        'deviceParameters.Site.attribute': expect.stringContaining('none of cert_issuance'),
      });
    },
  );

  it('share no attribute, and are twenty at the most', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, each) => [`P${each}`, {}]));
    expect(problemsOf(many)).toEqual({ deviceParameters: 'must be 20 parameters at the most' });
    expect(problemsOf({ One: { attribute: 'x' }, Two: { attribute: 'x' } })).toEqual({
      deviceParameters: 'must have an attribute of its own for each',
    });
  });

  it('have a default that a device could say', () => {
    expect(problemsOf({ Site: { pattern: '\\d+', default: 'x' } })).toEqual({
      'deviceParameters.Site': 'must have a default that is a legal value itself',
    });
    expect(problemsOf({ Site: { pattern: '(', default: 'x' } })).toEqual({
      'deviceParameters.Site.pattern': expect.stringContaining('(') as string,
    });
  });

  it.each<[DeviceParameter, string, boolean]>([
    [{}, 'eu.plant-7/line:2', true],
    [{}, '', false],
    [{}, 'a b', false],
    [{}, 'ä', false],
    [{}, 'x'.repeat(129), false],
    [{ pattern: '\\d+' }, '17', true],
    [{ pattern: '\\d+' }, '17a', false],
    [{ pattern: '.*' }, 'a\nb', false],
  ])('are checked whole: %j, %j', (parameter, value, isLegal) => {
    expect(isParameterValue(parameter, value)).toBe(isLegal);
  });
});
