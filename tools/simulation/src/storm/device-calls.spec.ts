import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countDeviceCalls, readDeviceCalls } from './device-calls';
import { quotaFloor } from './quota-floor';

const root = join(__dirname, '../../../..');

describe('the calls of a device', () => {
  const disks = mkdtempSync(join(tmpdir(), 'storms-'));
  afterAll(() => rmSync(disks, { recursive: true }));

  it('are those in device-calls.json: run npx nx run bench:device-calls', async () => {
    expect(readDeviceCalls(root)).toEqual(
      await countDeviceCalls({ throttling: 'code', seed: 'calls', disks }),
    );
  });

  it('end no sooner than the scarcest of them allows', () => {
    expect(quotaFloor({ DescribeCertificate: 3, DescribeThing: 1 }, 1_000)).toEqual({
      scarcest: 'DescribeCertificate',
      seconds: 300,
    });
  });
});
