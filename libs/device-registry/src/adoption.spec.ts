import { adoptedOver, adoptionOutcome, isMadeByFleet } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from './device-registry';
import { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
import { ScriptedTable } from './testing/scripted-table';

const issuedAt = new Date('2024-05-01T08:00:00.000Z');
const at = new Date('2026-01-01T12:00:00.000Z');
const adoption = { serial: 'S', certificateId: 'old', model: 'sensor', issuedAt, at };
const claimed = { serial: 'S', certificateId: 'new', claimCertificateId: 'claim', model: 'sensor', at };

describe.each([
  ['in memory', inMemoryDeviceRegistry],
  ['in DynamoDB', () => dynamoDbDeviceRegistry({ client: new ScriptedTable().client, tableName: 'devices' })],
])('adopting a device of another stack %s', (_, open) => {
  let registry: DeviceRegistry;
  beforeEach(() => (registry = open()));

  it('makes it one of this fleet, its certificate current and as old as it is', async () => {
    expect(await registry.adopt(adoption)).toBe('adopted');
    const record = await registry.find('S');
    expect(isMadeByFleet(record)).toBe(true);
    expect(record).toMatchObject({
      state: 'active',
      model: 'sensor',
      current: 'old',
      certificates: [
        { certificateId: 'old', issuedOver: adoptedOver, issuedAt: issuedAt.toISOString(), model: 'sensor' },
      ],
    });
  });

  it('keeps what it takes to give it back, through whatever comes', async () => {
    const before = { policy: 'old_prod_policy', attributes: { model_type: 'sensor' } };
    await registry.adopt({ ...adoption, before });
    await registry.block('S');
    await registry.unblock('S');
    expect(await registry.find('S')).toMatchObject({ adoption: { at: at.toISOString(), ...before } });
  });

  it('lets it rotate in place: the adopted certificate goes when its successor has confirmed', async () => {
    await registry.adopt(adoption);
    const rotation = { serial: 'S', certificateId: 'new', issuedOver: 'old', at };
    expect(await registry.recordRotationIssued(await registry.find('S'), rotation)).toMatchObject({
      outcome: 'recorded',
      model: 'sensor',
    });
    const proof = { serial: 'S', certificateId: 'new', source: 'confirmation', at } as const;
    expect(await registry.proveCurrent(proof)).toEqual({
      outcome: 'moved',
      previous: 'old',
      retire: ['old'],
    });
  });

  it('shuts it to a claim from then on', async () => {
    await registry.adopt(adoption);
    expect(await registry.recordIssued(await registry.find('S'), claimed)).toMatchObject({
      reason: 'has-current',
    });
  });

  it('changes nothing the second time, nor after a rotation', async () => {
    await registry.adopt(adoption);
    const before = await registry.find('S');
    expect(await registry.adopt({ ...adoption, at: new Date() })).toBe('adopted-before');
    expect(await registry.find('S')).toEqual(before);
    const rotation = { serial: 'S', certificateId: 'new', issuedOver: 'old', at };
    await registry.recordRotationIssued(before, rotation);
    await registry.proveCurrent({ serial: 'S', certificateId: 'new', source: 'confirmation', at });
    expect(await registry.adopt(adoption)).toBe('adopted-before');
    expect(await registry.find('S')).toMatchObject({ current: 'new' });
  });

  it('completes a serial that was only allowed, unless for another model', async () => {
    await registry.allow('S', { model: 'gateway' });
    expect(await registry.adopt(adoption)).toBe('foreign-model');
    await registry.allow('S', { model: 'sensor' });
    expect(await registry.adopt(adoption)).toBe('adopted');
  });

  it.each([
    ['that was provisioned here', 'on-record', () => registry.recordIssued(undefined, claimed)],
    [
      'that was adopted with another certificate',
      'on-record',
      () => registry.adopt({ ...adoption, certificateId: 'other' }),
    ],
    ['that is blocked', 'blocked', () => registry.block('S')],
  ] as const)('leaves a device alone %s', async (_which, outcome, prepare) => {
    await prepare();
    const before = await registry.find('S');
    expect(adoptionOutcome(before, adoption)).toBe(outcome);
    expect(await registry.adopt(adoption)).toBe(outcome);
    expect(await registry.find('S')).toEqual(before);
  });
});
