import { Lots } from './kill-lots';
import { drawWavePlans, planInWords, rotationMarks } from './kill-plan';

describe('the kills of a rotation', () => {
  const devices = 5;
  const drawn = (seed: string) => {
    const lots = new Lots(seed);
    return Array.from({ length: 50 }, () => drawWavePlans(lots, devices)).flat();
  };

  it('are the same for a seed, and others for another', () => {
    expect(drawn('1')).toEqual(drawn('1'));
    expect(drawn('1')).not.toEqual(drawn('2'));
  });

  it('come in every four waves once at the cloud, once at the monitor, once at both', () => {
    const few = drawWavePlans(new Lots('3'), devices);
    const targets = few.map(({ shared }) => shared?.targets.join(' and ') ?? 'neither');
    expect(targets.toSorted()).toEqual(['local-cloud', 'monitor', 'monitor and local-cloud', 'neither']);
  });

  it('come at every device in every wave, be it only at its agent', () => {
    for (const { shared, agents } of drawn('1')) {
      expect(agents).toHaveLength(devices);
      if (shared === undefined) {
        expect(agents).not.toContain(undefined);
      }
    }
  });

  it('come at cloud and agents in every window, and at the monitor while it sweeps', () => {
    const plans = drawn('1');
    const marks = (moments: readonly ({ after: string } | undefined)[]) =>
      new Set(moments.flatMap((moment) => moment?.after ?? []));
    const shared = (target: string) =>
      plans.map((plan) => plan.shared).filter((each) => each?.targets.join() === target);
    expect(marks(plans.flatMap(({ agents }) => agents))).toEqual(new Set(rotationMarks));
    expect(marks(shared('local-cloud'))).toEqual(new Set(rotationMarks));
    expect(marks(shared('monitor'))).toEqual(new Set(['sweep-begun']));
  });

  it('can be described, so that somebody can repeat one', () => {
    const plan = {
      shared: { targets: ['local-cloud'], device: 1, after: 'registered', fraction: 0.25 },
      agents: [undefined, { after: 'confirmed', fraction: 0.5 }],
    } as const;
    expect(planInWords(plan, 0)).toBe(
      'local-cloud killed at 25 % of the window after registered of device 2',
    );
    expect(planInWords(plan, 1)).toMatch(
      /^agent killed at 50 % of the window after confirmed, local-cloud killed/,
    );
  });
});
