import { roleOf } from './certificate-role';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';

const at = new Date('2026-01-01T12:00:00.000Z');

describe('the part that a certificate plays', () => {
  it('follows its life: it awaits proof, is current, is superseded, is retired', async () => {
    const registry = inMemoryDeviceRegistry();
    const roles = async (): Promise<string[]> => {
      const record = await registry.find('S');
      return record?.certificates.map((each) => `${each.certificateId} ${roleOf(record, each)}`) ?? [];
    };
    const prove = (certificateId: string) =>
      registry.proveCurrent({ serial: 'S', certificateId, source: 'confirmation', at });
    const claimed = { serial: 'S', claimCertificateId: 'claim', model: 'sensor', at };
    await registry.recordIssued(undefined, { ...claimed, certificateId: 'A' });
    await registry.recordIssued(await registry.find('S'), { ...claimed, certificateId: 'B' });
    expect(await roles()).toEqual(['A awaits-proof', 'B awaits-proof']);
    await prove('A');
    expect(await roles()).toEqual(['A current', 'B superseded']);
    await registry.noteRetired('S', ['B'], { at, retainDays: 0 });
    const rotation = { serial: 'S', certificateId: 'C', issuedOver: 'A', at };
    await registry.recordRotationIssued(await registry.find('S'), rotation);
    expect(await roles()).toEqual(['A current', 'B retired', 'C awaits-proof']);
    await prove('C');
    expect(await roles()).toEqual(['A superseded', 'B retired', 'C current']);
  });
});
