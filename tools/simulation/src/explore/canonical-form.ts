import {
  recordFrom,
  storedCertificate,
  type DeviceRecord,
  type IssuedCertificate,
  type StoredCertificate,
  type StoredRecord,
  type Timestamp,
} from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { issuedId, type World } from '../world/world';

/*
 * Worlds that no rule can tell apart are written in the same way: certificates are numbered in the order in which the
 * world names them, and time is counted from today, where days between two that are spoken of are no more than any
 * rule looks back. What nobody can ask about any more is left out.
 */

const idForm = /^0{8}[0-9a-f]{56}$/;
const momentForm = /^\d{4}-\d\d-\d\dT/;
const dateForm = /^\d{8}$/;
const dayMillis = 86_400_000;
/** The day that is today in everything that is written. */
const today = Date.UTC(2030, 0, 15) / dayMillis;

/** Stands for every moment of which no rule asks more than whether there was one. */
const longAgo: Timestamp = '2000-01-01T00:00:00.000Z';

/** @param mostDays more days than this between two moments say no more than these */
export function canonicalForm(world: World, mostDays: number): string {
  const writer = new Writer();
  writer.write(ordered(world));
  return writer.text(mostDays, dayOf(world.now));
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
  return { ...world, records: world.records.map(recordFrom), issued: most };
}

type WrittenWorld = Omit<World, 'records'> & { readonly records: readonly StoredRecord[] };

/** Only what was written here is read here: one look is enough. */
function isWritten(value: unknown): value is WrittenWorld {
  return typeof value === 'object' && value !== null && 'records' in value && 'history' in value;
}

/** The parts in an order that says which certificate is named first; those that AWS has by the names so given. */
function ordered(world: World): object {
  const { records, device, thief, messages, history, things, connections, certificates, claims, now } = world;
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
    records: records.map((record) => withoutIdleMoments(record, momentsSpokenOf(world))),
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

/** When connections began that stand, or that somebody has yet to tell of. */
function momentsSpokenOf({ connections, messages }: World): ReadonlySet<Timestamp> {
  return new Set([...connections.map(({ since }) => since), ...messages.map(({ moment }) => moment)]);
}

/** As the table has it. */
function withoutIdleMoments(record: DeviceRecord, spokenOf: ReadonlySet<Timestamp>): StoredRecord {
  return {
    ...record,
    version: 1,
    ...defined({ firstIssuedAt: record.firstIssuedAt && longAgo }),
    certificates: record.certificates.map((each) => withoutIdleMomentsOfIts(each, spokenOf)),
  };
}

function withoutIdleMomentsOfIts(
  certificate: IssuedCertificate,
  spokenOf: ReadonlySet<Timestamp>,
): StoredCertificate {
  const stored = storedCertificate(certificate);
  const { issuedAt, confirmedAt, connectedAt, lastSeenAt, provenAt, retiredAt, lostAt } = stored;
  const isOver = retiredAt !== undefined && lostAt === undefined;
  return {
    ...stored,
    issuedAt: isOver ? longAgo : issuedAt,
    ...defined({
      confirmedAt: confirmedAt && longAgo,
      connectedAt:
        connectedAt !== undefined && spokenOf.has(connectedAt) ? connectedAt : connectedAt && longAgo,
      retiredAt: retiredAt && longAgo,
      lastSeenAt: isOver ? lastSeenAt && longAgo : lastSeenAt,
      provenAt: isOver ? provenAt && longAgo : provenAt,
    }),
  };
}

function dayOf(moment: string): number {
  return Math.floor(Date.parse(moment) / dayMillis);
}

/** Writes JSON with sorted members, and keeps apart what is renamed. */
class Writer {
  private readonly parts: (
    string | { readonly day: number; readonly kind: '@' | '%'; readonly rest: string }
  )[] = [];
  private readonly ids = new Map<string, number>();
  private readonly days = new Set<number>();

  write(value: unknown): void {
    if (typeof value === 'string') {
      this.writeText(value);
    } else if (Array.isArray(value)) {
      this.parts.push('[');
      value.forEach((each: unknown, index) => {
        this.parts.push(index === 0 ? '' : ',');
        this.write(each);
      });
      this.parts.push(']');
    } else if (typeof value === 'object' && value !== null) {
      this.writeMembers(value);
    } else {
      this.parts.push(JSON.stringify(value));
    }
  }

  text(mostDays: number, now: number): string {
    const renamed = this.renamedDays(mostDays, now);
    return this.parts
      .map((part) =>
        typeof part === 'string' ? part : `"${part.kind}${renamed.get(part.day) ?? 0}${part.rest}"`,
      )
      .join('');
  }

  private writeMembers(value: object): void {
    this.parts.push('{');
    let isFirst = true;
    for (const name of Object.keys(value).sort()) {
      const each: unknown = Reflect.get(value, name);
      if (each !== undefined) {
        this.parts.push(`${isFirst ? '' : ','}"${name}":`);
        this.write(each);
        isFirst = false;
      }
    }
    this.parts.push('}');
  }

  private writeText(value: string): void {
    if (value.length === 64 && idForm.test(value)) {
      const id = this.ids.get(value) ?? this.ids.size + 1;
      this.ids.set(value, id);
      this.parts.push(`"#${id}"`);
    } else if (value.length === 24 && value !== longAgo && momentForm.test(value)) {
      this.writeDay(dayOf(value), '@', value.slice(10));
    } else if (value.length === 8 && dateForm.test(value)) {
      const date = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
      this.writeDay(dayOf(date), '%', '');
    } else {
      this.parts.push(JSON.stringify(value));
    }
  }

  private writeDay(day: number, kind: '@' | '%', rest: string): void {
    this.days.add(day);
    this.parts.push({ day, kind, rest });
  }

  /** Days in their order, today where it is in all that is written, and no two further apart than matters. */
  private renamedDays(mostDays: number, now: number): ReadonlyMap<number, number> {
    const sorted = [...this.days.add(now)].sort((one, other) => one - other);
    const places: number[] = [];
    sorted.forEach((day, index) => {
      const gap = day - (sorted[index - 1] ?? day);
      places.push((places[index - 1] ?? 0) + Math.min(gap, mostDays));
    });
    const shift = today - (places[sorted.indexOf(now)] ?? 0);
    return new Map(sorted.map((day, index) => [day, (places[index] ?? 0) + shift]));
  }
}
