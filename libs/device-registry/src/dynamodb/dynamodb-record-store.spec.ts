import { ResourceNotFoundException, type AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

import { RegistryContentionError } from '../device-registry';
import { ScriptedTable, TableFault } from '../testing/scripted-table';
import { dynamoDbDeviceRegistry } from './dynamodb-device-registry';
import { MalformedItemError } from './record-item';

const at = new Date('2026-01-01T12:00:00.000Z');
const request = { serial: 'S', certificateId: 'A', claimCertificateId: 'claim', model: 'sensor', at };

const claim = { certificateId: 'claim', model: 'sensor', issuedAt: at.toISOString() };

const written = z.object({ L: z.array(z.object({ M: z.record(z.string(), z.unknown()) })) });

function open() {
  const table = new ScriptedTable();
  return {
    table,
    registry: dynamoDbDeviceRegistry({ client: table.client, tableName: 'fleetprov_devices' }),
  };
}

function inputsOf(table: ScriptedTable, operation: string): readonly object[] {
  return table.requests.filter((request) => request.operation === operation).map(({ input }) => input);
}

describe('the devices table', () => {
  it('holds a device in one item, readable by whoever looks at the table', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    const issuedAt = { S: '2026-01-01T12:00:00.000Z' };
    expect(table.items.get('device#S')).toEqual({
      pk: { S: 'device#S' },
      serial: { S: 'S' },
      state: { S: 'active' },
      model: { S: 'sensor' },
      firstIssuedAt: issuedAt,
      certificates: {
        L: [
          { M: { certificateId: { S: 'A' }, issuedOver: { S: 'claim' }, model: { S: 'sensor' }, issuedAt } },
        ],
      },
      permits: { M: {} },
      version: { N: '1' },
    });
  });

  it('keeps what a newer release wrote, through every change that an older one makes', async () => {
    const { table, registry } = open();
    await registry.recordClaim(claim);
    const known = await registry.recordIssued(undefined, request);
    if (known.outcome !== 'recorded') {
      throw new Error(known.outcome);
    }
    const { certificates } = z.object({ certificates: written }).parse(table.items.get('device#S'));
    table.items.set('device#S', {
      ...table.items.get('device#S'),
      ofTheNext: { S: 'release' },
      certificates: { L: certificates.L.map(({ M }) => ({ M: { ...M, evidence: { S: 'of it' } } })) },
    });
    await registry.proveCurrent({ serial: 'S', certificateId: 'A', source: 'confirmation', at });
    const rotation = { serial: 'S', certificateId: 'B', issuedOver: 'A', at };
    await registry.recordRotationIssued(await registry.find('S'), rotation);
    await registry.noteDateWithdrawn('S', ['B'], at);
    await registry.takeForLost('S', 'B', at);
    await registry.noteRetired('S', ['B'], { at, retainDays: 30 });
    await registry.noteDeleted('S', ['B'], at);
    await registry.grantPermit('S', 'rotate', at);
    await registry.dropEndedPermits('S', at);
    await registry.allow('S', { model: 'gateway' });
    await registry.block('S', { at, reason: 'stolen' });
    await registry.unblock('S');
    expect(table.items.get('device#S')).toMatchObject({
      ofTheNext: { S: 'release' },
      certificates: {
        L: [{ M: { certificateId: { S: 'A' }, evidence: { S: 'of it' } } }, expect.anything()],
      },
    });
  });

  it('leaves the agenda when there is nothing to do any more', async () => {
    const { table, registry } = open();
    await registry.recordClaim(claim);
    await registry.recordIssued(undefined, request);
    await registry.proveCurrent({ serial: 'S', certificateId: 'A', source: 'confirmation', at });
    await registry.grantPermit('S', 'rotate', at);
    expect(table.items.get('device#S')).toHaveProperty('agendaAt');
    await registry.dropEndedPermits('S', at);
    expect(table.items.get('device#S')).not.toHaveProperty('agendaAt');
    expect(table.items.get('device#S')).not.toHaveProperty('agenda');
  });

  it('holds a claim under its certificate', async () => {
    const { table, registry } = open();
    await registry.recordClaim({ certificateId: 'c1', model: 'sensor', issuedAt: at.toISOString() });
    expect(table.items.get('claim#c1')).toMatchObject({ model: { S: 'sensor' } });
  });

  it('reads the claim of an older release, and keeps what a newer one wrote when it notes a revocation', async () => {
    const { table, registry } = open();
    await registry.recordClaim(claim);
    expect(await registry.findClaim('claim')).toEqual(claim);
    table.items.set('claim#claim', { ...table.items.get('claim#claim'), ofTheNext: { S: 'release' } });
    await registry.noteClaimRevoked('claim', at);
    expect(table.items.get('claim#claim')).toMatchObject({
      ofTheNext: { S: 'release' },
      revokedAt: { S: '2026-01-01T12:00:00.000Z' },
    });
  });

  it('takes a first record only where there is none, and a later one only over its predecessor', async () => {
    const { table, registry } = open();
    await registry.allow('S');
    await registry.block('S');
    expect(inputsOf(table, 'PutItem')).toMatchObject([
      { TableName: 'fleetprov_devices', ConditionExpression: 'attribute_not_exists(#pk)' },
      {
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':before': { N: '1' } },
      },
    ]);
  });

  it('takes a permit that an earlier release had named beside one for anybody as one for that certificate', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    await registry.grantPermit('S', 'reprovision', at);
    table.items.set('device#S', { ...table.items.get('device#S'), permittedCertificate: { S: 'B' } });
    const named = { permits: {}, namedPermit: { certificateId: 'B', until: at.toISOString() } };
    expect(await registry.find('S')).toMatchObject(named);
    await registry.grantPermit('S', 'rotate', at);
    expect(table.items.get('device#S')).not.toHaveProperty('permittedCertificate');
    expect(table.items.get('device#S')).toMatchObject({
      permits: { M: { rotate: { S: at.toISOString() } } },
      namedPermit: { M: { certificateId: { S: 'B' } } },
    });
  });

  it('is read strongly consistently', async () => {
    const { table, registry } = open();
    await registry.find('S');
    await registry.findClaim('c1');
    await registry.list({ limit: 5 });
    await registry.listClaims();
    for (const input of [...inputsOf(table, 'GetItem'), ...inputsOf(table, 'Scan')]) {
      expect(input).toMatchObject({ ConsistentRead: true });
    }
  });

  it('is listed to a last page, which names no next one', async () => {
    const { registry } = open();
    await registry.block('A');
    await registry.block('B');
    const first = await registry.list({ limit: 1 });
    const last = await registry.list({ limit: 2 });
    expect(first).toHaveProperty('next');
    expect(last).not.toHaveProperty('next');
    expect(last.devices.map(({ serial }) => serial)).toEqual(['A', 'B']);
  });

  it('costs the hook one write and no read', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    expect(table.requests).toHaveLength(1);
  });

  describe('asked for a proof with the record that was just found', () => {
    const proof = { serial: 'S', certificateId: 'A', source: 'presence' as const, at };
    const operations = (table: ScriptedTable): string[] => table.requests.map(({ operation }) => operation);

    async function found() {
      const { table, registry } = open();
      await registry.recordClaim(claim);
      await registry.recordIssued(undefined, request);
      const known = await registry.find('S');
      table.requests.length = 0;
      return { table, registry, known };
    }

    it('reads the claim alone for the first, and nothing for those of the certificate in force', async () => {
      const { table, registry, known } = await found();
      expect(await registry.proveCurrent(proof, known)).toMatchObject({ outcome: 'moved' });
      expect(operations(table)).toEqual(['GetItem', 'PutItem']);
      const inForce = await registry.find('S');
      table.requests.length = 0;
      expect(await registry.proveCurrent(proof, inForce)).toMatchObject({ outcome: 'already-current' });
      expect(operations(table)).toEqual([]);
    });

    it('decides anew when somebody else wrote since', async () => {
      const { registry, known } = await found();
      await registry.block('S');
      expect(await registry.proveCurrent(proof, known)).toMatchObject({
        outcome: 'refused',
        reason: 'blocked',
      });
    });

    it('refuses by no record that may be out of date', async () => {
      const { registry } = await found();
      await registry.block('S');
      const blocked = await registry.find('S');
      await registry.unblock('S');
      expect(await registry.proveCurrent(proof, blocked)).toMatchObject({ outcome: 'moved' });
    });
  });

  it('knows its own write again, when the SDK repeats it after a lost answer', async () => {
    const { table, registry } = open();
    table.after = () => {
      if (table.requests.length === 1) {
        throw new TableFault('InternalServerError', 500);
      }
    };
    expect(await registry.recordIssued(undefined, request)).toMatchObject({ outcome: 'recorded' });
    expect(table.requests).toHaveLength(2);
  });

  it('decides anew when somebody else wrote in between', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    table.before = ({ operation }) => {
      if (operation !== 'PutItem' || inputsOf(table, 'PutItem').length > 2) {
        return;
      }
      table.items.set('device#S', {
        ...table.items.get('device#S'),
        state: { S: 'blocked' },
        version: { N: '2' },
      });
    };
    const proof = { serial: 'S', certificateId: 'A', source: 'confirmation' as const, at };
    expect(await registry.proveCurrent(proof)).toMatchObject({ outcome: 'refused', reason: 'blocked' });
  });

  it('counts a proof that has read its claim by then as one from before the revocation, and no later one', async () => {
    const { table, registry } = open();
    await registry.recordClaim(claim);
    await registry.recordIssued(undefined, request);
    await registry.recordIssued(await registry.find('S'), { ...request, certificateId: 'B' });
    const proof = { serial: 'S', source: 'confirmation' as const, at };
    table.before = ({ operation }) => {
      if (operation === 'PutItem') {
        table.items.set('claim#claim', {
          ...table.items.get('claim#claim'),
          revokedAt: { S: at.toISOString() },
        });
      }
    };
    expect(await registry.proveCurrent({ ...proof, certificateId: 'A' })).toMatchObject({ outcome: 'moved' });
    table.before = () => undefined;
    await registry.forget('S');
    await registry.recordIssued(undefined, { ...request, certificateId: 'C' });
    expect(await registry.proveCurrent({ ...proof, certificateId: 'C' })).toMatchObject({
      outcome: 'refused',
      reason: 'fallen-claim',
    });
  });

  it('gives up on a record that never holds still', async () => {
    const { table, registry } = open();
    await registry.allow('S');
    let version = 1;
    table.before = ({ operation }) => {
      if (operation !== 'PutItem') {
        return;
      }
      version += 1;
      table.items.set('device#S', { ...table.items.get('device#S'), version: { N: String(version) } });
    };
    const before = inputsOf(table, 'PutItem').length;
    await expect(registry.block('S')).rejects.toThrow(new RegistryContentionError('S', 10));
    expect(inputsOf(table, 'PutItem').length - before).toBe(10);
    await expect(registry.block('S')).rejects.toThrow(
      'The record of the device "S" changed during each of 10 attempts. Try again.',
    );
  });

  it('passes on what goes wrong in DynamoDB', async () => {
    const { table, registry } = open();
    table.before = () => {
      throw new TableFault('ResourceNotFoundException');
    };
    await expect(registry.find('S')).rejects.toThrow(ResourceNotFoundException);
    await expect(registry.recordIssued(undefined, request)).rejects.toThrow(ResourceNotFoundException);
    await expect(registry.block('S')).rejects.toThrow(ResourceNotFoundException);
  });

  it('names an item that it cannot read, and what is wrong with it', async () => {
    const { table, registry } = open();
    table.items.set('device#S', { pk: { S: 'device#S' }, serial: { S: 'S' }, state: { S: 'lost' } });
    await expect(registry.find('S')).rejects.toThrow(MalformedItemError);
    await expect(registry.find('S')).rejects.toThrow(
      /^The item "device#S" of the devices table cannot be read: state \S.*; certificates \S.*; .*\. Restore or delete it\.$/,
    );
  });

  it('names the place of a fault deep in an item', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    const stored = table.items.get('device#S');
    table.items.set('device#S', { ...stored, certificates: { L: [{ M: { certificateId: { N: '7' } } }] } });
    await expect(registry.find('S')).rejects.toThrow(/certificates\.0\.certificateId \S/);
  });

  it('says that the turn of a device is no whole number of seconds', async () => {
    const { table, registry } = open();
    await registry.recordIssued(undefined, request);
    const { certificates: _none, ...stored } = table.items.get('device#S') ?? {};
    const certificate = {
      certificateId: { S: 'A' },
      issuedOver: { S: 'C' },
      model: { S: 'm' },
      issuedAt: { S: '' },
    };
    const withTurn = (turnSeconds: AttributeValue): void => {
      table.items.set('device#S', {
        ...stored,
        certificates: { L: [{ M: { ...certificate, turnSeconds } }] },
      });
    };
    withTurn({ N: '90' });
    expect(await registry.find('S')).toMatchObject({ serial: 'S' });
    withTurn({ N: '1.5' });
    await expect(registry.find('S')).rejects.toThrow(/certificates\.0\.turnSeconds \S/);
    withTurn({ S: '90' });
    await expect(registry.find('S')).rejects.toThrow(/certificates\.0\.turnSeconds \S/);
  });
});
