import { voucherFactory } from '@fleet/device-voucher/testing';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { ConfigurationTooLargeError, functionSettings } from './function-settings';

const settingsOf = (change: Partial<FleetConfig>) =>
  functionSettings(parseFleetConfig({ models: ['model-1', 'model-2'], ...change }));

describe('the settings of the functions', () => {
  it('are what the functions read the configuration from', () => {
    const { FLEET_CONFIG: settings } = settingsOf({
      rootCa: 'root.pem',
      reservedWords: ['spare'],
      alarmEmail: 'fleet@example.com',
    });
    expect(settings).not.toMatch(/alarm|root.pem/);
    expect(parseFleetConfig(JSON.parse(settings))).toEqual(
      parseFleetConfig({ models: ['model-1'], reservedWords: ['spare'] }),
    );
  });

  it('have room for the public keys of sixteen factories, and are refused where they are too large', () => {
    const keysOf = (count: number) => {
      const factories = Array.from({ length: count }, (_, each) => voucherFactory(`factory-${each}`));
      return Object.fromEntries(factories.map(({ keyId, jwk }) => [keyId, jwk]));
    };
    const withKeys = (count: number) => settingsOf({ provisioning: 'voucher', voucherKeys: keysOf(count) });
    expect(withKeys(16).FLEET_CONFIG).toContain('factory-15');
    expect(() => withKeys(40)).toThrow(ConfigurationTooLargeError);
    expect(() => withKeys(40)).toThrow('voucherKeys');
  });
});
