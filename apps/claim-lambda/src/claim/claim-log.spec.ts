import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { z } from 'zod/mini';
import { ensureClaim } from './ensure-claim';
import { FleetInMemory } from '../testing/fleet-in-memory';

const line = z.looseObject({ level: z.number(), msg: z.string() });
const { info, warn } = pino.levels.values;

describe('the log of a claim', () => {
  it('names each certificate that is issued, and the one that it replaces', async () => {
    const fleet = new FleetInMemory();
    const lines: object[] = [];
    const log = pino(
      { base: null, timestamp: false },
      { write: (text) => lines.push(line.parse(JSON.parse(text))) },
    );
    const issuing = { ...fleet.parts(), log };

    await ensureClaim('sensor', issuing);
    const [first] = fleet.iot.certificates.keys();
    await ensureClaim('sensor', issuing);
    fleet.bucket.objects.delete(modelObjectKeys('sensor').claimPrivateKey);
    await ensureClaim('sensor', issuing);
    const [second] = fleet.iot.certificates.keys();
    fleet.bucket.objects.delete(modelObjectKeys('sensor').claimRecord);
    await ensureClaim('sensor', issuing);
    const [third] = fleet.iot.certificates.keys();

    const issued = { level: info, model: 'sensor', msg: 'issued a claim certificate' };
    const replaced = { level: warn, model: 'sensor', msg: 'claim certificate is incomplete: replacing it' };
    expect(lines).toEqual([
      { ...issued, certificateId: first },
      { ...replaced, certificateId: first },
      { ...issued, certificateId: second },
      // Without its record it is not known which certificate that was.
      replaced,
      { ...issued, certificateId: third },
    ]);
  });
});
