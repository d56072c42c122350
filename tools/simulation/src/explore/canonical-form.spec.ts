import { parseCertDate } from '@fleet/cert-dates';
import { isTakenForLost, issueCertificate, newWorld, type World } from '../world/world';
import { CanonicalForm, worldOf } from './canonical-form';

const universe = { days: { rotationDays: 2, graceDays: 3, retainDays: 1 }, wrongDays: true };
const mostDays = 5;

/** A world in which AWS IoT has issued so many certificates before the one that is there. */
function worldWith({ before, day, heard }: { before: number; day: number; heard: number }): World {
  const date = (of: number) => new Date(Date.UTC(2030, 0, of, 3)).toISOString();
  const world = newWorld(date(day));
  world.issued = before;
  const certificateId = issueCertificate(world);
  const identity = { certificateId, state: 'registered', purpose: 'rotate', tokenUntil: date(1) } as const;
  world.device.identities = [{ ...identity }];
  world.history.heard = { certificateId, on: parseCertDate('20300101') };
  world.now = date(day + heard);
  return world;
}

const canonicalForm = new CanonicalForm(universe);

function form(world: World): string {
  canonicalForm.read(world);
  return canonicalForm.text();
}

describe('the canonical form of a world', () => {
  it('is the same whatever its certificates are called', () => {
    expect(form(worldWith({ before: 7, day: 1, heard: 2 }))).toBe(
      form(worldWith({ before: 0, day: 1, heard: 2 })),
    );
  });

  it('tells apart how many days ago something was, as far as a rule looks back', () => {
    const daysAgo = (heard: number) => form(worldWith({ before: 0, day: 1, heard }));
    expect(daysAgo(2)).not.toBe(daysAgo(3));
    expect(daysAgo(mostDays)).toBe(daysAgo(mostDays + 40));
  });

  it('is a world again, with the same form', () => {
    const world = worldOf(form(worldWith({ before: 3, day: 1, heard: 1 })));
    expect(form(world)).toBe(form(worldWith({ before: 3, day: 1, heard: 1 })));
    expect(world.issued).toBe(1);
    expect(isTakenForLost(world, world.certificates[0]?.certificateId ?? 'none')).toBe(false);
  });
});
