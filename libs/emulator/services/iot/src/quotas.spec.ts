import * as iot from '@aws-sdk/client-iot';
import { awsIotRates, operationRates } from './quotas';

describe("AWS IoT's default quotas", () => {
  it.each(Object.keys(operationRates))('%s is an operation', (operation) => {
    expect(iot).toHaveProperty(`${operation}Command`);
  });

  it('count the calls that a registration makes among those of the API', () => {
    const rates = awsIotRates({ nowMillis: () => 0 });
    const admitted = Array.from({ length: 30 }, (_, turn) =>
      turn % 2 === 0 ? rates.admitsCall('UpdateCertificate') : rates.admitsOperation('UpdateCertificate'),
    );
    expect(admitted.filter(Boolean)).toHaveLength(10);
    expect(rates.admitsOperation('DescribeThing')).toBe(true);
  });
});
