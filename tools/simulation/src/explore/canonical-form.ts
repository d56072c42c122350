import type { Timestamp } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { FleetDays } from '../cloud/fleet-functions';
import { issuedId, type World } from '../world/world';
import { CanonicalWriter } from './canonical-writer';
import { withoutGaps } from './connection-moments';
import { longAgo, timeless, withoutIdleMoments } from './idle-moments';
import { StateDigest } from './state-digest';
import type { Universe } from './universe';

/*
 * Worlds that no rule can tell apart are written in the same way: certificates are numbered in the order in which the
 * world names them, and time is counted from today, where days between two that are spoken of are no more than any
 * rule looks back. What nobody can ask about any more is left out.
 */

const dayMillis = 86_400_000;

type Horizon = Pick<Universe, 'days' | 'wrongDays'>;

/**
 * More days than this between two moments say no more than these: no rule asks of more at once. A sweep of the day before
 * asks of the days before that.
 */
function mostDaysOf({ days: { rotationDays, graceDays, retainDays }, wrongDays }: Horizon): number {
  return Math.max(rotationDays, graceDays + 1, retainDays) + (wrongDays ? 1 : 0);
}

/** Worlds as they are written, one after the other. */
export class CanonicalForm {
  readonly digest = new StateDigest();
  private readonly writer;

  constructor(private readonly universe: Horizon) {
    this.writer = new CanonicalWriter(mostDaysOf(universe), timeless);
  }

  /** From now on, `digest` and `text` are those of this world. */
  read(world: World): void {
    this.writer.read(ordered(world, this.universe.days), world.now);
    this.writer.digest(this.digest);
  }

  text(): string {
    return this.writer.text();
  }
}

/** A world again, which is the representative of all that are written like this. */
export function worldOf(text: string): World {
  let most = 0;
  const written = text.replaceAll(
    /"([#@%])(\d+)([^"]*)"/g,
    (_whole, kind: string, digits: string, rest: string) => {
      const number = Number(digits);
      if (kind === '#') {
        most = Math.max(most, number);
        return `"${issuedId(number)}"`;
      }
      const date = new Date(number * dayMillis).toISOString().slice(0, 10);
      return kind === '@' ? `"${date}${rest}"` : `"${date.replaceAll('-', '')}"`;
    },
  );
  const world: unknown = JSON.parse(written);
  if (!isWritten(world)) {
    throw new TypeError('This is not what canonicalForm writes');
  }
  return { ...world, issued: most };
}

/** Only what was written here is read here: one look is enough. */
function isWritten(value: unknown): value is World {
  return typeof value === 'object' && value !== null && 'records' in value && 'history' in value;
}

/** The parts in an order that says which certificate is named first; those that AWS has by the names so given. */
function ordered(world: World, days: FleetDays): object {
  const counted = withoutGaps(withoutIdleMoments(world, days));
  const { records, device, thief, messages, history, things, connections, certificates, claims, now } =
    counted;
  const rank = new Map<string, number>();
  const name = (certificateId: string): void => {
    if (!rank.has(certificateId)) {
      rank.set(certificateId, rank.size);
    }
  };
  records.forEach((record) => record.certificates.forEach(({ certificateId }) => name(certificateId)));
  [...device.identities, ...thief.certificates].forEach(({ certificateId }) => name(certificateId));
  messages.forEach(({ principal }) => name(principal));
  const place = (certificateId: string) => rank.get(certificateId) ?? rank.size;
  return {
    now,
    records,
    device: {
      ...device,
      identities: device.identities.map((each) => withToken(each, each.state === 'issued' ? now : 'never')),
    },
    thief: { certificates: thief.certificates.map((each) => withToken(each, now)) },
    messages: messages.toSorted(
      (one, other) => place(one.principal) - place(other.principal) || (one.source < other.source ? -1 : 1),
    ),
    history,
    things,
    connections,
    certificates: certificates.toSorted(
      (one, other) => place(one.certificateId) - place(other.certificateId),
    ),
    claims: claims.map((claim) => ({
      ...claim,
      issuedAt: longAgo,
      ...defined({ revokedAt: claim.revokedAt && longAgo }),
    })),
    issued: 0,
  };
}

function withToken<Held extends { readonly tokenUntil: Timestamp }>(held: Held, now: Timestamp): Held {
  return held.tokenUntil < now ? { ...held, tokenUntil: longAgo } : held;
}
