import { voucherFactory } from '@fleet/device-voucher/testing';
import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  type HooksInMemory,
} from '../testing/hooks-in-memory';
import { admissionOf } from './admission';

const factory = voucherFactory();
const aud = '123456789012/us-east-1/fleetprov';
const claims = { sub: 'sensor-1', model: 'model-1', aud };
const voucherKeys = { [factory.keyId]: factory.jwk };

describe('the provision hook of a fleet that asks for vouchers', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim(
      admissionOf({ provisioning: 'voucher', resourceTag: 'fleetprov', voucherKeys }),
    );
  });

  const ask = (parameters: Record<string, string>, certificate = 'new', over = 'claim') =>
    hooks.provision(hookEvent({ over, certificate, parameters }));

  it('lets in who shows the voucher of its serial', async () => {
    const answer = await ask({ SerialNumber: 'sensor-1', Voucher: await factory.voucher(claims) });
    expect(answer).toEqual({
      allowProvisioning: true,
      parameterOverrides: { SerialNumber: 'sensor-1', ModelType: 'model-1', CertDate: '20260101' },
    });
  });

  it('goes by the serial that it has read, under whichever name it was sent', async () => {
    const voucher = await factory.voucher(claims);
    expect((await ask({ DeviceSerial: 'sensor-1', Voucher: voucher })).allowProvisioning).toBe(true);
    expect((await ask({ DeviceSerial: 'sensor-2', Voucher: voucher }, 'other')).allowProvisioning).toBe(
      false,
    );
    expect(hooks.reasons()).toEqual(['none', 'voucher-of-another-device']);
  });

  it('goes by the model of the claim, and not by what the device says of itself', async () => {
    const voucher = await factory.voucher({ ...claims, model: 'model-2' });
    await ask({ SerialNumber: 'sensor-1', ModelType: 'model-2', Voucher: voucher });
    expect(hooks.reasons()).toEqual(['voucher-of-another-model']);
  });

  it.each([
    ['no-voucher', {}],
    ['no-voucher', { voucher: 'in small letters' }],
    ['malformed-voucher', { Voucher: '' }],
    ['malformed-voucher', { Voucher: 'v'.repeat(100_000) }],
  ])('refuses with %s, and puts nothing on record: %j', async (reason, parameters) => {
    expect((await ask({ SerialNumber: 'sensor-1', ...parameters })).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual([reason]);
    expect(await hooks.registry.find('sensor-1')).toBeUndefined();
  });

  it('refuses who has a leaked claim, and one voucher, every other serial', async () => {
    const voucher = await factory.voucher(claims);
    for (const serial of ['sensor-2', 'sensor-3', 'Sensor-1']) {
      expect((await ask({ SerialNumber: serial, Voucher: voucher }, serial)).allowProvisioning).toBe(false);
      expect(await hooks.registry.find(serial)).toBeUndefined();
    }
  });

  it('refuses a voucher of a fleet in another account, region or of another tag', async () => {
    for (const other of [
      '210987654321/us-east-1/fleetprov',
      '123456789012/us-east-2/fleetprov',
      '123456789012/us-east-1/other',
    ]) {
      await ask({ SerialNumber: 'sensor-1', Voucher: await factory.voucher({ ...claims, aud: other }) });
    }
    expect(hooks.reasons()).toEqual(new Array(3).fill('voucher-of-another-fleet'));
  });

  it('refuses a good voucher over a certificate that is no claim, or for a device that is blocked', async () => {
    const parameters = { SerialNumber: 'sensor-1', Voucher: await factory.voucher(claims) };
    await ask(parameters, 'new', 'no claim');
    await hooks.registry.block('sensor-1');
    await ask(parameters);
    expect(hooks.reasons()).toEqual(['unknown-claim', 'blocked']);
  });

  it('does not let who was proven start over with the same voucher, until an operator permits it', async () => {
    const parameters = { SerialNumber: 'sensor-1', Voucher: await factory.voucher(claims) };
    await ask(parameters, 'first');
    hooks.iot.register('sensor-1', idOf('first'), '20260101');
    await hooks.proof(confirmation('first', 'sensor-1'));
    expect((await ask(parameters, 'second')).allowProvisioning).toBe(false);
    await hooks.registry.grantPermit('sensor-1', 'reprovision', new Date('2026-01-02T12:00:00Z'));
    expect((await ask({ SerialNumber: 'sensor-1' }, 'stolen')).allowProvisioning).toBe(false);
    expect((await ask(parameters, 'second')).allowProvisioning).toBe(true);
    expect(hooks.reasons().filter((reason) => reason !== undefined)).toEqual(
      expect.arrayContaining(['has-current', 'no-voucher']),
    );
  });

  it('verifies with each key of the fleet, and with none that was taken out', async () => {
    const next = voucherFactory('factory-2');
    const parameters = { SerialNumber: 'sensor-1', Voucher: await next.voucher(claims) };
    expect((await ask(parameters)).allowProvisioning).toBe(false);
    hooks = await hooksWithClaim(
      admissionOf({
        provisioning: 'voucher',
        resourceTag: 'fleetprov',
        voucherKeys: { ...voucherKeys, [next.keyId]: next.jwk },
      }),
    );
    expect((await ask(parameters)).allowProvisioning).toBe(true);
  });

  it('never logs a voucher, good or bad, nor any part of it', async () => {
    const good = await factory.voucher(claims);
    const bad = await factory.voucher({ ...claims, sub: 'sensor-2' });
    for (const voucher of [good, bad, good.slice(0, -1), `${good}.`]) {
      await ask({ SerialNumber: 'sensor-1', Voucher: voucher }, voucher);
    }
    const parts = [good, bad].flatMap((each) => each.split('.'));
    expect(hooks.lines).toHaveLength(4);
    for (const part of parts) {
      expect(hooks.lines.join('')).not.toContain(part);
    }
  });

  it('fails, and does not refuse, where the event does not say for which account it is', async () => {
    const event = hookEvent({ over: 'claim', certificate: 'new', parameters: { SerialNumber: 'sensor-1' } });
    for (const templateArn of [undefined, 'arn', 'arn:aws:iot:us-east-1::provisioningtemplate/x']) {
      await expect(hooks.provision({ ...event, templateArn })).rejects.toThrow('templateArn');
    }
  });
});
