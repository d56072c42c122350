import { deviceAddress, serialIn } from './device-address';

describe('the address of a device', () => {
  it.each(['sensor-1', 'unit:7', 'a_B-9:c'])('leads back to its serial: %s', (serial) => {
    const [, , part = ''] = decodeURI(deviceAddress(serial)).split('/');
    expect(serialIn(part)).toBe(serial);
  });
});
