import { beginOfDay, parseCertDate } from '@fleet/cert-dates';
import type { DeviceCertificate, DevicePage, TimelineItem } from '@fleet/fleet-console-api';
import { shortId } from '@fleet/fleet-operations';

type Happening = TimelineItem['what'];

/** What may have happened to a certificate, by the member that says when. */
const ofCertificates = [
  ['issuedAt', 'issued', 'was issued'],
  ['provenAt', 'proven', 'carried its first connection, and came into force'],
  ['confirmedAt', 'confirmed', 'was confirmed by the device itself'],
  ['dueNotedAt', 'due-noted', 'was found due by a sweep'],
  ['warnedAt', 'warned', 'was warned of while it carried a connection'],
  ['lastSeenAt', 'last-seen', 'was last seen on a connection'],
  ['lostAt', 'lost', 'was taken for lost by a sweep'],
  ['supersededAt', 'superseded', 'lost its place to another'],
  ['retiredAt', 'retired', 'was made INACTIVE and detached'],
  ['deletedAt', 'deleted', 'was deleted from AWS IoT'],
] as const satisfies readonly (readonly [keyof DeviceCertificate, Happening, string])[];

/** All that is known to have happened to a device, and what will, the oldest first. */
export function timelineOf(page: Omit<DevicePage, 'timeline' | 'permissions' | 'acts'>): TimelineItem[] {
  const items = [...page.certificates.flatMap(itemsOf), ...itemsOfDevice(page), ...daysAhead(page)];
  return items
    .map((item) => ({ ...item, isAhead: item.at > page.at }))
    .sort((one, other) => one.at.localeCompare(other.at));
}

type Item = Omit<TimelineItem, 'isAhead'>;

function itemsOf(certificate: DeviceCertificate): Item[] {
  const { certificateId } = certificate;
  return ofCertificates.flatMap(([member, what, words]) => {
    const at = certificate[member];
    return at === undefined
      ? []
      : [{ at, what, words: `${shortId(certificateId)} ${words}.`, certificateId }];
  });
}

function itemsOfDevice({
  blockedAt,
  blockReason,
  adoption,
  permits,
}: Pick<DevicePage, 'blockedAt' | 'blockReason' | 'adoption' | 'permits'>): Item[] {
  const why = blockReason === undefined ? '' : `: ${blockReason}`;
  return [
    ...(blockedAt === undefined
      ? []
      : [{ at: blockedAt, what: 'blocked', words: `An operator blocked it${why}.` } as const]),
    ...(adoption === undefined
      ? []
      : [
          {
            at: adoption.at,
            what: 'adopted',
            words: `It was adopted from a stack with the policy ${adoption.policy}.`,
          } as const,
        ]),
    ...permits.map(
      ({ until, kind }) =>
        ({ at: until, what: 'permit-ends', words: `Its permit to ${kind} ends.` }) as const,
    ),
  ];
}

function daysAhead({ rotation }: Pick<DevicePage, 'rotation'>): Item[] {
  const { due, holdsUntil } = rotation ?? {};
  return [
    ...(due === undefined
      ? []
      : [{ at: momentOf(due), what: 'due', words: 'Its certificate is due from this day on.' } as const]),
    ...(holdsUntil === undefined
      ? []
      : [
          {
            at: momentOf(holdsUntil),
            what: 'grace-ends',
            words: 'Its days of grace end after this day.',
          } as const,
        ]),
  ];
}

function momentOf(day: string): string {
  return beginOfDay(parseCertDate(day)).toISOString();
}
