import { ResourceStack } from '@fleet/resource-stack';
import { cloudConsistency } from '../deployment/cloud-consistency';
import { openKillGround, type KillGround } from './kill-ground';
import { decisivePoints, dependsOnPieces, drawnPoints } from './kill-points';
import { provisioning, rotation, type Scenario } from './scenarios';

/** Which calls are tried beside the decisive ones. Another seed tries others. */
const seed = process.env['KILL_SEED'] ?? '1';
const drawn = 4;

/**
 * A sample of what `fleet-e2e:kill-sweep` tries at every call: here all the decisive calls, and a few of the others.
 */
describe('a device whose agent is killed', () => {
  const resources = new ResourceStack();
  let ground: KillGround;

  beforeAll(async () => {
    ground = await openKillGround(resources);
  });

  afterAll(() => resources.dispose());

  const killAtSample = async (scenario: Scenario) => {
    const calls = await ground.trials.rehearse(scenario);
    const points = [...decisivePoints(calls), ...drawnPoints(calls, drawn, seed)];
    const trials = await ground.trials.run(scenario, points);
    expect(trials.filter(({ failure }) => failure !== undefined)).toEqual([]);
    const missed = trials.filter(({ killed, point }) => !killed && !dependsOnPieces(point));
    // An agent connects, and writes that down, as often as it takes until its policies have spread.
    expect(cloudConsistency() === undefined ? missed : []).toEqual([]);
    expect(trials.some(({ killed }) => killed)).toBe(true);
    await ground.check.account();
  };

  it('comes out of provisioning with one identity that works', () => killAtSample(provisioning));

  it('comes out of a rotation with one identity that works', () => killAtSample(rotation(ground.fleet)));
});
