import { daysBetween, formatCertDate, parseCertDate } from '@fleet/cert-dates';
import {
  certificateInForce,
  type CertificateInForce,
  type DeviceRecord,
  type IssuedCertificate,
  type Timestamp,
} from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { FleetDays } from '../cloud/fleet-functions';
import type { World } from '../world/world';

/*
 * Moments of which no rule asks any more when they were: that they were is all that counts. What says so here names the
 * rule. That nothing else follows from such a moment is tested: worlds that are written alike go on alike.
 */

const dayMillis = 86_400_000;

/** Stands for every moment of which no rule asks more than whether there was one. */
export const longAgo: Timestamp = '2000-01-01T00:00:00.000Z';
/** Stand for the beginning of a connection that stands since a day before: the record names it, or does not. */
const notedLongAgo: Timestamp = '2000-01-01T00:00:02.000Z';
const unnotedLongAgo: Timestamp = '2000-01-01T00:00:04.000Z';
/** The certificate that such a one has come from: no rule follows it further back. */
const earlier = 'earlier';
const longAgoOn = parseCertDate('20000101');
/** These are no days, and are written as they are. */
export const timeless: ReadonlySet<string> = new Set([longAgo, notedLongAgo, unnotedLongAgo, longAgoOn]);

/** The records of a world, and the connections that they are about, with every moment that is idle put aside. */
export function withoutIdleMoments(world: World, { graceDays }: FleetDays): World {
  const named = namesOfConnections(world);
  const today = formatCertDate(new Date(world.now));
  const { heard, ...history } = world.history;
  const isOver = heard !== undefined && daysBetween(heard.on, today) > graceDays;
  return {
    ...world,
    records: world.records.map((record) => new IdleMoments(world, record, { named, graceDays }).record()),
    connections: world.connections.map((each) => ({ ...each, since: named(each.since) })),
    history: { ...history, ...defined({ heard: isOver ? { ...heard, on: longAgoOn } : heard }) },
  };
}

/**
 * What is asked of the beginning of a connection is whether it is the same as another one's, and which is later. Those of
 * a day before that no message speaks of are earlier than all that is to come.
 */
function namesOfConnections({
  connections,
  messages,
  records,
  now,
}: World): (moment: Timestamp) => Timestamp {
  const moments = messages.map(({ moment }) => moment);
  const noted = records.flatMap(({ certificates }) =>
    certificates.flatMap(({ connectedAt }) => connectedAt ?? []),
  );
  const isKept = (moment: Timestamp) => isOfToday(moment, now) || moments.includes(moment);
  const standing = connections.map(({ since }) => since);
  return (moment) => {
    if (isKept(moment)) {
      return moment;
    }
    const isStanding = standing.includes(moment);
    return noted.includes(moment) ? (isStanding ? notedLongAgo : longAgo) : unnotedLongAgo;
  };
}

function isOfToday(moment: Timestamp, now: Timestamp): boolean {
  return moment.slice(0, 10) >= now.slice(0, 10);
}

class IdleMoments {
  private readonly current: CertificateInForce | undefined;
  /** From when on each successor that waits counts as lost, should the one before it be seen. */
  private readonly lostFrom: readonly Timestamp[];
  /** The date that the thing shows, where a registration may have been left half done. */
  private readonly shown: string | undefined;

  constructor(
    private readonly world: World,
    private readonly of: DeviceRecord,
    private readonly rules: {
      readonly named: (moment: Timestamp) => Timestamp;
      readonly graceDays: number;
    },
  ) {
    this.current = certificateInForce(of);
    this.lostFrom = of.certificates.flatMap((each) =>
      each.stage === 'unproven' && each.service === 'in-service' && each.succeeds === of.current
        ? [new Date(Date.parse(each.issuedAt) + rules.graceDays * dayMillis).toISOString()]
        : [],
    );
    const thing = world.things.find(({ thingName }) => thingName === of.serial);
    this.shown = thing?.attributes[thingAttributes.certIssuance];
  }

  record(): DeviceRecord {
    const { firstIssuedAt, blockedAt, blockEnforcedAt, permits, namedPermit, certificates } = this.of;
    return {
      ...this.of,
      version: 1,
      certificates: certificates.map((each) => this.certificate(each)),
      permits: Object.fromEntries(
        Object.entries(permits).map(([kind, until]) => [kind, this.unlessOver(until)]),
      ),
      ...defined({
        firstIssuedAt: firstIssuedAt && longAgo,
        // A block has settled after ten minutes.
        blockedAt: this.unlessOld(blockedAt),
        blockEnforcedAt: blockEnforcedAt && longAgo,
        namedPermit: namedPermit && { ...namedPermit, until: this.unlessOver(namedPermit.until) },
      }),
    };
  }

  private certificate(certificate: IssuedCertificate): IssuedCertificate {
    const { issuedAt, lastSeenAt, connectedAt, lostAt, dateWithdrawnAt } = certificate;
    const kept = {
      ...certificate,
      issuedAt: this.issuedAt(certificate, issuedAt),
      ...defined({
        lastSeenAt: this.lastSeenAt(certificate, lastSeenAt),
        connectedAt: connectedAt && this.rules.named(connectedAt),
        lostAt: lostAt && longAgo,
        dateWithdrawnAt: dateWithdrawnAt && longAgo,
      }),
    };
    const staged = this.staged(kept);
    switch (staged.service) {
      case 'in-service':
        return staged;
      case 'retired':
        return {
          ...staged,
          retiredAt: longAgo,
          ...defined({ retainUntil: this.unlessOver(staged.retainUntil) }),
        };
      default:
        return {
          ...staged,
          retiredAt: longAgo,
          deletedAt: longAgo,
          ...defined({ retainUntil: staged.retainUntil && longAgo }),
        };
    }
  }

  private staged(certificate: IssuedCertificate): IssuedCertificate {
    switch (certificate.stage) {
      case 'unproven':
        return certificate;
      case 'superseded':
        // It goes with the next sweep, whenever that was.
        return { ...certificate, supersededAt: longAgo };
      default:
        return this.proven(certificate);
    }
  }

  private proven(certificate: IssuedCertificate & { stage: 'proven' }): IssuedCertificate {
    const isCurrent = certificate.certificateId === this.of.current;
    const { provenAt, confirmedAt, silenceFrom, succeeds } = certificate;
    const was = {
      issuedOver: earlier,
      // Until it is confirmed, the one before it waits for its silence, or for the days of grace from then on.
      provenAt: isCurrent && confirmedAt === undefined ? provenAt : longAgo,
      ...defined({
        succeeds: succeeds && earlier,
        confirmedAt: confirmedAt && longAgo,
        // Silence ends nothing in a fleet without `offlineDays`.
        silenceFrom: silenceFrom && longAgo,
      }),
    };
    if (certificate.dueNotedAt === undefined) {
      return { ...certificate, ...was };
    }
    // Nobody is cut off for coming and going in a fleet without `unheardDays`.
    const { dueNotedAt, warnedAt, comesSince: _comes, ...rest } = certificate;
    return {
      ...rest,
      ...was,
      // Whoever was told for twenty hours is to show its certificate.
      dueNotedAt: isCurrent && isOfToday(dueNotedAt, this.world.now) ? dueNotedAt : longAgo,
      ...defined({ warnedAt: isCurrent ? warnedAt : warnedAt && longAgo }),
    };
  }

  /** Of what is over it counts while it may say whose half-done registration a thing is, and for the hour of a block. */
  private issuedAt({ lostAt, service, stage }: IssuedCertificate, issuedAt: Timestamp): Timestamp {
    const isOver = (service !== 'in-service' && lostAt === undefined) || stage === 'superseded';
    const isShown = this.current === undefined && this.shown === issuedAt.slice(0, 10).replaceAll('-', '');
    return isOver && !isShown && !isOfToday(issuedAt, this.world.now) ? longAgo : issuedAt;
  }

  /** It counts for an hour; then that of the certificate in force, against what was issued before; then silence. */
  private lastSeenAt(certificate: IssuedCertificate, moment: Timestamp | undefined): Timestamp | undefined {
    if (moment === undefined || isOfToday(moment, this.world.now)) {
      return moment;
    }
    const { current } = this;
    if (current === undefined) {
      return longAgo;
    }
    const isCompared =
      certificate.certificateId === current.certificateId
        ? current.confirmedAt === undefined || this.lostFrom.some((from) => from < moment)
        : current.confirmedAt === undefined && certificate.stage === 'proven' && moment >= current.provenAt;
    return isCompared ? moment : longAgo;
  }

  private unlessOld(moment: Timestamp | undefined): Timestamp | undefined {
    return moment === undefined || isOfToday(moment, this.world.now) ? moment : longAgo;
  }

  private unlessOver<Moment extends Timestamp | undefined>(moment: Moment): Moment | Timestamp {
    return moment === undefined || moment > this.world.now ? moment : longAgo;
  }
}
