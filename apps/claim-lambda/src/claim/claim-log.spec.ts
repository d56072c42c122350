import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import * as z from 'zod/mini';
import { ensureClaim } from './ensure-claim';
import { FleetInMemory } from '../testing/fleet-in-memory';

const line = z.looseObject({ level: z.number(), msg: z.string() });
const { info, warn } = pino.levels.values;

describe('the log of a claim', () => {
  it('names each certificate that is issued, and those that are left as they are, with the reason', async () => {
    const fleet = new FleetInMemory();
    const lines: object[] = [];
    const log = pino(
      { base: null, timestamp: false },
      { write: (text) => lines.push(line.parse(JSON.parse(text))) },
    );
    const issuing = { ...fleet.parts(), log };
    const place = { model: 'sensor', slot: 1, generation: 1 };

    await ensureClaim(place, issuing);
    const [certificate] = fleet.iot.certificates.values();
    await ensureClaim(place, issuing);
    Object.assign(certificate ?? {}, { status: 'INACTIVE' });
    await ensureClaim(place, issuing);
    Object.assign(certificate ?? {}, { status: 'ACTIVE' });
    fleet.bucket.objects.delete(modelObjectKeys('sensor').claimPrivateKey);
    await ensureClaim(place, issuing);
    await ensureClaim({ ...place, slot: 2, generation: 2 }, issuing);
    const [, second] = fleet.iot.certificates.keys();

    const issued = { level: info, model: 'sensor', msg: 'issued a claim certificate' };
    const left = {
      level: warn,
      model: 'sensor',
      generation: 1,
      msg: 'the claim is not in force: it is left as it is',
    };
    const { certificateId } = certificate ?? {};
    expect(lines).toEqual([
      { ...issued, generation: 1, certificateId },
      { ...left, certificateId, why: 'paused' },
      { ...left, certificateId, why: 'keyless' },
      { ...issued, generation: 2, certificateId: second },
    ]);
  });
});
