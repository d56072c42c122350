import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseFleetConfig } from '@fleet/fleet-contract';
import { ResourceStack } from '@fleet/resource-stack';
import { allowDevice, assertAdmissible, DemoRefusedError } from './admission';

describe('the demo’s device', () => {
  const fleet = (rules: object) => parseFleetConfig({ models: ['model-1'], ...rules });

  it.each([{}, { serialPattern: 'demo-\\d+' }])('is admitted by a fleet with %j', (rules) => {
    expect(() => assertAdmissible(fleet(rules))).not.toThrow();
  });

  it.each([{ serialPattern: 'SN-\\d{8}' }, { reservedWords: ['demo-0001'] }])(
    'is refused before anything is started by a fleet with %j',
    (rules) => {
      expect(() => assertAdmissible(fleet(rules))).toThrow(DemoRefusedError);
      expect(() => assertAdmissible(fleet(rules))).toThrow(/demo-0001.*FLEET_CONFIG/);
    },
  );

  describe('in a fleet with an allow list', () => {
    let workspaceRoot: string;
    let resources: ResourceStack;
    beforeEach(async () => {
      resources = new ResourceStack();
      workspaceRoot = await mkdtemp(join(tmpdir(), 'demo-admission-'));
      const fleetCli = join(workspaceRoot, 'dist/apps/fleet-cli/main.js');
      await mkdir(dirname(fleetCli), { recursive: true });
      await writeFile(fleetCli, 'console.log(process.env.CLOUD, ...process.argv.slice(2))');
    });
    afterEach(async () => {
      await resources.dispose();
      await rm(workspaceRoot, { recursive: true });
    });

    const notesWhen = async (provisioning: 'open' | 'allowlist') => {
      const notes: string[] = [];
      const config = fleet({ provisioning });
      const cloud = { environment: { ...process.env, CLOUD: 'here' } };
      await allowDevice(cloud, { config, workspaceRoot, resources }, (line) => notes.push(line));
      return notes;
    };

    it('is put on it by the operator’s command, whose answer the user sees', async () => {
      expect(await notesWhen('allowlist')).toEqual(['here devices allow demo-0001 --local']);
    });

    it('needs no command where every device may provision', async () => {
      expect(await notesWhen('open')).toEqual([]);
    });
  });
});
