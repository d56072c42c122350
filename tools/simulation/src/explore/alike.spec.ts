import { possibleEvents } from '../world/possible-events';
import { Simulated } from '../world/simulated';
import { take } from '../world/take-event';
import { copyOf, newWorld, type World } from '../world/world';
import { Random } from '../years/random';
import { CanonicalForm, worldOf } from './canonical-form';
import type { Universe } from './universe';
import { universes } from './universes';

const mostEvents = 10;
const walks = 2;

/** A walk through worlds as they are, next to what stands for each among the states. */
class Walk {
  private readonly simulated: Simulated;
  private readonly form;

  constructor(
    private readonly universe: Universe,
    private readonly random: Random,
  ) {
    this.simulated = new Simulated(newWorld('2030-01-15T03:00:00.000Z'), universe.days);
    this.form = new CanonicalForm(universe);
  }

  /** @returns what is wrong, in words */
  async go(): Promise<string | undefined> {
    await this.universe.begin(this.simulated);
    let { world } = this.simulated;
    const way: string[] = [];
    for (let count = 0; count < mostEvents; count += 1) {
      const here = await this.after(world);
      const there = await this.after(worldOf(this.written(world)));
      const differs = [...here].filter(([form]) => !there.has(form));
      const [[form, words] = []] = differs;
      if (form !== undefined) {
        return [...way, `not alike: ${words}`, ...differenceOf(form, there.keys())].join('\n');
      }
      const events = possibleEvents(world, this.universe);
      const event = this.random.of([events[0] ?? missing(), ...events.slice(1)]);
      way.push(event.words);
      this.simulated.world = copyOf(world);
      await take(this.simulated, event);
      ({ world } = this.simulated);
    }
    return undefined;
  }

  /** What can come of a world, as it is written, and by which event. */
  private async after(world: World): Promise<ReadonlyMap<string, string>> {
    const outcomes = new Map<string, string>();
    for (const event of possibleEvents(world, this.universe)) {
      this.simulated.world = copyOf(world);
      await take(this.simulated, event);
      outcomes.set(this.written(this.simulated.world), event.words);
    }
    return outcomes;
  }

  private written(world: World): string {
    this.form.read(world);
    return this.form.text();
  }
}

/** Against what has come of the other that is most like it: the texts that the one has, and those that the other has. */
function differenceOf(here: string, there: Iterable<string>): string[] {
  const parts = (form: string) => form.split(/[,{}[\]]/);
  const only = (one: string, other: string) => {
    const others = new Set(parts(other));
    return parts(one).filter((each) => !others.has(each));
  };
  const [nearest = ''] = [...there].sort((one, other) => only(here, one).length - only(here, other).length);
  return [only(here, nearest), only(nearest, here)].map((each) => each.join(', '));
}

function missing(): never {
  throw new Error('In every world something can happen');
}

describe.each(universes)('worlds that are written alike in: $name', (universe) => {
  it('go on alike, whatever happens next', async () => {
    for (let walk = 0; walk < walks; walk += 1) {
      const random = new Random(`alike ${walk}`);
      expect(await new Walk(universe, random).go()).toBeUndefined();
    }
  });
});
