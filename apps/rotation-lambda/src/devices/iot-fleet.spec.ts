import assert from 'node:assert/strict';
import { DeleteConflictException, IoTClient, type CertificateStatus } from '@aws-sdk/client-iot';
import { ComingClients } from '@fleet/iot-registry/testing';
import { createIotFleet } from './iot-fleet';

const certificateArn = 'arn:aws:iot:us-east-1:123456789012:cert/abc';
const attachments = [
  ['DetachThingPrincipal', { thingName: 'sensor-1', principal: certificateArn }],
  ['DetachPolicy', { policyName: 'fleetprov_prod_policy', target: certificateArn }],
];

/** AWS IoT with one certificate that is attached to a thing, and the changes that are asked of it. */
function fleetWith(status: CertificateStatus) {
  const changes: [string, object][] = [];
  let isAttached = true;
  const iot = new IoTClient({ region: 'us-east-1' });
  const clients = new ComingClients();
  const answer = (operation: string, input: object): object => {
    if (operation === 'DescribeCertificate') {
      return { certificateDescription: { certificateArn, status } };
    }
    changes.push([operation, input]);
    if (operation === 'DetachThingPrincipal') {
      isAttached = false;
    }
    if (operation === 'DeleteCertificate' && isAttached) {
      throw new DeleteConflictException({
        $metadata: {},
        message: 'Things must be detached before deletion',
      });
    }
    return {};
  };
  iot.middlewareStack.add(
    (_next, { commandName }) =>
      async ({ input }) => {
        assert(commandName !== undefined, 'The SDK says which command it carries out');
        await Promise.resolve();
        const output = { $metadata: {}, ...answer(commandName.replace(/Command$/, ''), input) };
        return { response: {}, output };
      },
    { step: 'initialize', priority: 'high' },
  );
  return {
    fleet: createIotFleet({ iot, iotData: clients.iotData }, 'fleetprov_prod_policy'),
    changes,
    clients,
  };
}

describe('what a sweep has AWS IoT do with a connection', () => {
  it('ends it, and says whether there was one', async () => {
    const { fleet, clients } = fleetWith('INACTIVE');
    clients.connects('sensor-1', 0);
    await expect(fleet.disconnect('sensor-1', 'ends')).resolves.toBe(true);
    await expect(fleet.disconnect('sensor-1', 'is-kept')).resolves.toBe(false);
    expect(clients.inputs).toMatchObject([{ cleanSession: true }, { cleanSession: false }]);
  });
});

describe('what a sweep has AWS IoT do with a certificate', () => {
  it('makes one active again that is inactive', async () => {
    const { fleet, changes } = fleetWith('INACTIVE');
    await expect(fleet.activate('abc')).resolves.toBe(true);
    expect(changes).toEqual([['UpdateCertificate', { certificateId: 'abc', newStatus: 'ACTIVE' }]]);
  });

  it('leaves one revoked, and says that it is not active', async () => {
    const { fleet, changes } = fleetWith('REVOKED');
    await expect(fleet.activate('abc')).resolves.toBe(false);
    expect(changes).toEqual([]);
  });

  it('makes one inactive that stays attached', async () => {
    const { fleet, changes } = fleetWith('ACTIVE');
    await expect(fleet.deactivate('abc')).resolves.toBe(true);
    expect(changes).toEqual([['UpdateCertificate', { certificateId: 'abc', newStatus: 'INACTIVE' }]]);
  });

  it('takes its thing and the fleet’s policy from one that it retires', async () => {
    const { fleet, changes } = fleetWith('ACTIVE');
    await fleet.retire('sensor-1', 'abc');
    expect(changes).toEqual([
      ['UpdateCertificate', { certificateId: 'abc', newStatus: 'INACTIVE' }],
      ...attachments,
    ]);
  });

  it('takes them from one that it deletes, where that was attached again', async () => {
    const { fleet, changes } = fleetWith('INACTIVE');
    await fleet.delete('sensor-1', 'abc');
    const deletion = ['DeleteCertificate', { certificateId: 'abc', forceDelete: true }];
    expect(changes).toEqual([
      deletion,
      ['UpdateCertificate', { certificateId: 'abc', newStatus: 'INACTIVE' }],
      ...attachments,
      deletion,
    ]);
  });
});
