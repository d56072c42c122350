import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planPipeline } from './planned-pipeline';

describe('a pipeline as its files say', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'planned-pipeline-'));
    mkdirSync(join(root, 'infra'));
    fleet('infra/staging.json', { resourceTag: 'staging' });
    fleet('infra/production.json', {});
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (name: string, content: unknown): void =>
    writeFileSync(join(root, name), JSON.stringify(content));
  const fleet = (name: string, config: object): void => write(name, { models: ['pump'], ...config });
  const stages = [
    { name: 'staging', fleetConfig: 'staging.json', smokeTest: { serial: 'SMOKE' } },
    { name: 'production', fleetConfig: 'production.json' },
  ];
  const plan = (change: object = {}, path = 'infra/pipeline.json') => {
    write(path, { source: { kind: 'codecommit', repository: 'fleet' }, stages, ...change });
    return planPipeline(join(root, path), { root, output: join(root, 'dist/out'), cdkVersion: '2.0.0' });
  };

  it('has its fleets, and paths that its builds find in the repository', () => {
    expect(plan()).toMatchObject({
      configPath: 'infra/pipeline.json',
      output: join('dist', 'out'),
      stages: [
        { fleetConfig: 'infra/staging.json', fleet: { resourceTag: 'staging', rotationDays: 360 } },
        { fleetConfig: 'infra/production.json', fleet: { resourceTag: 'fleetprov' } },
      ],
    });
  });

  it('is refused where a fleet’s configuration is outside of the repository', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'fleet.json'), '{"models":["pump"]}');
    const path = join(outside, 'fleet.json');
    expect(() => plan({ stages: [{ name: 'staging', fleetConfig: path }] })).toThrow(
      `${path} is outside of the repository. The pipeline builds from the repository: move the file into it, and commit it.`,
    );
    rmSync(outside, { recursive: true });
  });

  it('is refused where two stages are one fleet', () => {
    fleet('infra/staging.json', {});
    expect(() => plan()).toThrow(
      'The stages staging and production are the same fleet: both have the resource tag fleetprov in one account and region.',
    );
  });

  it('may have one resource tag in two accounts', () => {
    fleet('infra/staging.json', {});
    const place = { account: '111111111111', region: 'eu-central-1' };
    const other = { account: '222222222222', region: 'eu-central-1' };
    const [staging, production] = stages;
    expect(() => plan({ place, stages: [staging, { ...production, place: other }] })).not.toThrow();
    expect(() => plan({ place, stages: [staging, { ...production, place }] })).toThrow('are the same fleet');
  });

  it('needs a voucher of the smoke test’s device where the fleet asks for vouchers', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const voucherKeys = { factory: publicKey.export({ format: 'pem', type: 'spki' }) };
    fleet('infra/staging.json', { resourceTag: 'staging', provisioning: 'voucher', voucherKeys });
    const stage = { name: 'staging', fleetConfig: 'staging.json' };
    expect(() => plan({ stages: [{ ...stage, smokeTest: { serial: 'SMOKE' } }] })).toThrow(
      'The fleet of the stage staging asks for vouchers, and its smoke test has none.',
    );
    const smokeTest = { serial: 'SMOKE', voucher: 'smoke.jws' };
    expect(plan({ stages: [{ ...stage, smokeTest }] }).stages).toMatchObject([
      { smokeTest: { serial: 'SMOKE', voucher: 'infra/smoke.jws' } },
    ]);
  });

  it.each([
    [{ serial: 'SMOKE' }, { serialPattern: '[0-9]+' }, 'does not match the fleet'],
    [{ serial: 'SMOKE', model: 'valve' }, {}, 'The fleet has no model "valve". It has pump.'],
  ])('is refused where the smoke test %j does not fit the fleet', (smokeTest, config, why) => {
    fleet('infra/staging.json', { resourceTag: 'staging', ...config });
    const stage = { name: 'staging', fleetConfig: 'staging.json', smokeTest };
    expect(() => plan({ stages: [stage] })).toThrow(why);
    expect(() => plan({ stages: [stage] })).toThrow(
      'The smoke test of the stage staging does not fit infra/staging.json.',
    );
  });
});
