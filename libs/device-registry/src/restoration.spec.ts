import { storedRecord } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from './device-registry';
import { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
import { ScriptedTable } from './testing/scripted-table';

const on = (day: string): Date => new Date(`${day}T12:00:00.000Z`);
const serial = 'S';
const restoration = {
  serial,
  certificateId: 'Y',
  model: 'sensor',
  issuedAt: on('2026-02-01'),
  seenAt: on('2026-03-01'),
};

/** The table as it was in January: the device had X, and Y was issued in February. */
async function tableOfJanuary(registry: DeviceRegistry): Promise<void> {
  const request = { serial, certificateId: 'X', claimCertificateId: 'claim', model: 'sensor' };
  const at = on('2026-01-01');
  await registry.recordClaim({ certificateId: 'claim', model: 'sensor', issuedAt: at.toISOString() });
  await registry.recordIssued(undefined, { ...request, at });
  await registry.proveCurrent({ serial, certificateId: 'X', source: 'confirmation', at });
}

describe.each([
  ['in memory', inMemoryDeviceRegistry],
  ['in DynamoDB', () => dynamoDbDeviceRegistry({ client: new ScriptedTable().client, tableName: 'devices' })],
])('a certificate that the table has lost, put back %s', (_, open) => {
  let registry: DeviceRegistry;
  beforeEach(() => (registry = open()));

  it('is in force, and its device rotates over it as before', async () => {
    await tableOfJanuary(registry);
    expect(await registry.restore(restoration)).toBe('restored');
    expect(await registry.find(serial)).toMatchObject({ state: 'active', current: 'Y', permits: {} });
    const rotation = { serial, certificateId: 'Z', issuedOver: 'Y', at: on('2026-04-01') };
    expect(await registry.recordRotationIssued(await registry.find(serial), rotation)).toMatchObject({
      outcome: 'recorded',
    });
    const proof = { serial, certificateId: 'Z', source: 'confirmation', at: on('2026-04-01') } as const;
    expect(await registry.proveCurrent(proof)).toMatchObject({ outcome: 'moved', previous: 'Y' });
  });

  it('lets the certificate that it has replaced never come back: not by a proof, and not by a rotation', async () => {
    await tableOfJanuary(registry);
    await registry.restore(restoration);
    const proof = { serial, certificateId: 'X', source: 'confirmation', at: on('2026-04-01') } as const;
    expect(await registry.proveCurrent(proof)).toMatchObject({ outcome: 'refused', reason: 'superseded' });
    const rotation = { serial, certificateId: 'T', issuedOver: 'X', at: on('2026-04-01') };
    expect(await registry.recordRotationIssued(await registry.find(serial), rotation)).toMatchObject({
      outcome: 'refused',
      reason: 'superseded',
    });
  });

  it('keeps the claim from its name, and takes the permits that came back with the table', async () => {
    await tableOfJanuary(registry);
    await registry.grantPermit(serial, 'reprovision', on('2026-12-31'));
    await registry.restore(restoration);
    const claim = { serial, certificateId: 'T', claimCertificateId: 'claim', model: 'sensor' };
    expect(
      await registry.recordIssued(await registry.find(serial), { ...claim, at: on('2026-04-01') }),
    ).toMatchObject({ outcome: 'refused', reason: 'has-current' });
  });

  it('makes a record for a device that joined after the state that the table was put back to', async () => {
    expect(await registry.restore(restoration)).toBe('restored');
    const record = await registry.find(serial);
    expect(record && storedRecord(record)).toEqual({
      serial,
      state: 'active',
      model: 'sensor',
      firstIssuedAt: '2026-02-01T12:00:00.000Z',
      current: 'Y',
      certificates: [
        {
          certificateId: 'Y',
          issuedOver: 'restoration',
          model: 'sensor',
          issuedAt: '2026-02-01T12:00:00.000Z',
          provenAt: '2026-03-01T12:00:00.000Z',
          lastSeenAt: '2026-03-01T12:00:00.000Z',
        },
      ],
      permits: {},
      version: 1,
    });
  });

  it('changes nothing of a blocked device, nor of a certificate that is on record', async () => {
    await tableOfJanuary(registry);
    const before = await registry.find(serial);
    expect(await registry.restore({ ...restoration, certificateId: 'X' })).toBe('on-record');
    expect(await registry.find(serial)).toEqual(before);
    await registry.block(serial);
    expect(await registry.restore(restoration)).toBe('blocked');
  });
});
