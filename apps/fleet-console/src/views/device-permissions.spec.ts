import { devicePage, type Permission } from '@fleet/fleet-console-api';
import { idOf, provision } from '@fleet/fleet-operations/testing';
import { ApiInTest } from '../testing/api-in-test';

/** Today is 2026-01-01, and the certificate is of 2025-01-01. */
describe('what a device may do now', () => {
  let api: ApiInTest;
  const start = async (config: NonNullable<Parameters<typeof ApiInTest.start>[0]>['config'] = {}) => {
    api = await ApiInTest.start({ config: { rotationDays: 400, ...config } });
    await provision(api.fleet, 'a-1', 'a');
    const thing = api.fleet.scripted.things.get('a-1');
    if (thing !== undefined) {
      thing.attributes = { cert_issuance: '20250101' };
    }
  };
  const permissions = async (serial = 'a-1') => {
    const { permissions: all } = devicePage.parse(await api.json(`/api/devices/${serial}`));
    const of = (to: Permission['to']) => {
      const { allowed, why } = all.find((each) => each.to === to) ?? { allowed: false, why: 'not said' };
      return `${allowed ? 'yes' : 'no'}: ${why}`;
    };
    return { connect: of('connect'), rotate: of('rotate'), provision: of('provision') };
  };

  it('is to connect, where its certificate is in force and not due', async () => {
    await start();
    expect(await permissions()).toEqual({
      connect: 'yes: aaaaaaaaaa... is ACTIVE and attached to its thing.',
      rotate: expect.stringMatching(/^no: The certificate is not old enough/),
      provision: expect.stringMatching(/^no: The device has a proven certificate already/),
    });
  });

  it('is to rotate once its certificate is due', async () => {
    await start({ rotationDays: 300 });
    expect(await permissions()).toMatchObject({ rotate: 'yes: Its certificate is due.' });
  });

  it('is to rotate once it can connect, where its certificate is due and a sweep has cut it off', async () => {
    await start({ rotationDays: 300 });
    api.fleet.scripted.addCertificate('a', 'INACTIVE', 'a-1');
    expect(await permissions()).toMatchObject({
      connect: expect.stringMatching(/^no/),
      rotate: 'yes: Its certificate is due. It has to connect for that, which it cannot.',
    });
  });

  it('is to provision with a permit, until it ends', async () => {
    await start();
    await api.fleet.registry.grantPermit('a-1', 'reprovision', new Date('2026-01-01T13:00:00.000Z'));
    expect(await permissions()).toMatchObject({ provision: 'yes: It may, if it shows a claim in force.' });
    api.fleet.clock.at = new Date('2026-01-01T13:00:00.000Z');
    expect((await permissions()).provision).toMatch(/^no/);
  });

  it('is nothing while it is blocked', async () => {
    await start();
    await api.act('/api/devices/a-1/acts', { act: 'block' });
    expect(await permissions()).toEqual({
      connect: 'no: None of its certificates is ACTIVE and attached to its thing.',
      rotate: expect.stringMatching(/^no: An operator has blocked/),
      provision: expect.stringMatching(/^no: An operator has blocked/),
    });
  });

  it('is what a claim of its model gets, while it is only allowed', async () => {
    await start();
    await api.fleet.registry.allow('b-1', { model: 'model-9' });
    expect(await permissions('b-1')).toEqual({
      connect: 'no: It has no thing yet: it provisions first.',
      rotate: 'no: It has no certificate that it could rotate.',
      provision: 'yes: It may, if it shows a claim in force of the model model-9.',
    });
  });

  it('is nothing for a thing that this fleet did not make', async () => {
    await start();
    api.fleet.scripted.addCertificate('f', 'INACTIVE', 'foreign');
    expect((await permissions('foreign')).provision).toMatch(/^no: A thing of this name exists/);
    await start({ provisioning: 'allowlist' });
    api.fleet.scripted.addCertificate('f', 'INACTIVE', 'foreign');
    expect((await permissions('foreign')).provision).toMatch(/^no: The serial is not on the allow list/);
  });

  it('says which certificate was current when', async () => {
    await start();
    const at = new Date('2025-06-01T12:00:00.000Z');
    const next = { serial: 'a-1', certificateId: idOf('b'), issuedOver: idOf('a'), at };
    await api.fleet.registry.recordRotationIssued(await api.fleet.registry.find('a-1'), next);
    await api.fleet.registry.proveCurrent({
      serial: 'a-1',
      certificateId: idOf('b'),
      source: 'confirmation',
      at,
    });
    const { certificates } = devicePage.parse(await api.json('/api/devices/a-1'));
    expect(certificates.map(({ role, current }) => ({ role, current }))).toEqual([
      { role: 'superseded', current: { from: '2025-01-01T12:00:00.000Z', until: at.toISOString() } },
      { role: 'current', current: { from: at.toISOString() } },
    ]);
  });
});
