import { Random } from './random';
import { playHistory } from './history';
import { playScenarios } from './scenarios';

const seed = 'test';
/** `nx run simulation:years` plays a million years. */
const mostSeconds = 20;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

describe('histories of devices over years', () => {
  it('keep every promise, and end well once there are no more faults', async () => {
    const begun = cpuSeconds();
    let [years, index] = [0, 0];
    for (; index === 0 || cpuSeconds() - begun < mostSeconds; index += 1) {
      years += (await playHistory(`${seed}-${index}`)).years;
    }
    process.stderr.write(`${years} device-years in ${index} histories\n`);
  });

  it('are the same for the same seed', async () => {
    expect(await playHistory('one')).toEqual(await playHistory('one'));
  });

  it.each(['evening-118', 'test-0', 'evening-28196'])(
    'are the same where no sweep is passed over: %s',
    async (history) => {
      expect(await playHistory(history)).toEqual(await playHistory(history, 0));
    },
  );
});

describe('what takes long to come about by chance', () => {
  it('ends well: a device that never proves is cut off, and strangers keep no device waiting', async () => {
    await expect(playScenarios()).resolves.toBeUndefined();
  });
});

describe('chance', () => {
  it('begins with its seed, and is even', () => {
    const random = new Random('seed');
    const numbers = Array.from({ length: 10_000 }, () => random.next());
    expect(new Random('seed').next()).toBe(numbers[0]);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((sum, each) => sum + each, 0) / numbers.length).toBeCloseTo(0.5, 1);
  });
});
