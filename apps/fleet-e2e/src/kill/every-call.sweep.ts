import { ResourceStack } from '@fleet/resource-stack';
import { openKillGround, type KillGround } from './kill-ground';
import { bothSides } from './kill-points';
import type { Trial } from './kill-trials';
import { provisioning, rotation, type Scenario } from './scenarios';

/** Calls that are tried before the next ones are begun with. */
const windowSize = 12;

/**
 * Every call, on both sides of it: n = 1, 2, ... until a run completes. Takes a quarter of an hour, and so is a
 * target of its own; `e2e` tries a sample.
 */
describe('a device whose agent is killed at its n-th call', () => {
  const resources = new ResourceStack();
  let ground: KillGround;

  beforeAll(async () => {
    ground = await openKillGround(resources);
  });

  afterAll(() => resources.dispose());

  const sweep = async (scenario: Scenario) => {
    const trials: Trial[] = [];
    const completed = ({ killed, failure }: Trial) => !killed && failure === undefined;
    for (let from = 1; !trials.some(completed); from += windowSize) {
      const numbers = Array.from({ length: windowSize }, (_none, index) => from + index);
      trials.push(...(await ground.trials.run(scenario, bothSides(numbers))));
    }
    const failures = trials.filter(({ failure }) => failure !== undefined);
    process.stdout.write(`${scenario.title}: ${trials.length} kills, ${failures.length} failures\n`);
    expect(failures).toEqual([]);
    await ground.check.account();
  };

  it('comes out of provisioning with one identity that works', () => sweep(provisioning));

  it('comes out of a rotation with one identity that works', () => sweep(rotation(ground.fleet)));
});
