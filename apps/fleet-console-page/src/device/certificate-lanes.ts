import type { DeviceCertificate, DevicePage } from '@fleet/fleet-console-api';
import { minuteOf } from '../words/moments';

/** A part of a certificate's life, between two parts of the whole time. */
export interface LaneBar {
  /** `cut-off`: it is the current one, and is not ACTIVE. */
  readonly kind: 'waiting' | 'current' | 'cut-off' | 'superseded';
  readonly from: number;
  readonly until: number;
  readonly words: string;
}

export interface LaneMark {
  readonly kind: 'warned' | 'lost' | 'retired';
  readonly at: number;
  readonly words: string;
}

export interface Lane {
  readonly certificate: DeviceCertificate;
  readonly bars: readonly LaneBar[];
  readonly marks: readonly LaneMark[];
}

export interface CertificateLanes {
  readonly lanes: readonly Lane[];
  readonly ticks: readonly { readonly at: number; readonly words: string }[];
  readonly lines: readonly LaneLine[];
}

/** A moment that all lanes share. */
export interface LaneLine {
  readonly at: number;
  readonly words: string;
  readonly kind: 'now' | 'due' | 'grace';
  /** In which its words stand under the picture, so that they do not lie on those of a moment nearby. */
  readonly row: number;
}

const day = 86_400_000;

/** The certificates of a device over time: who waited, who was current, who was replaced, and what is ahead. */
export function certificateLanes(device: DevicePage): CertificateLanes {
  const now = Date.parse(device.at);
  const dated = device.certificates.filter(({ issuedAt }) => issuedAt !== undefined);
  const ahead = [device.rotation?.due, device.rotation?.holdsUntil].flatMap((date) => dayTime(date) ?? []);
  const begin = Math.min(now - day, ...dated.map(({ issuedAt = device.at }) => Date.parse(issuedAt)));
  // Some room behind the last moment, so that its words have a place.
  const end = Math.max(now, ...ahead) + (Math.max(now, ...ahead) - begin) * 0.04;
  const partOf = (time: number) => Math.min(1, Math.max(0, (time - begin) / (end - begin)));
  return {
    lanes: dated.map((certificate) => laneOf(certificate, device.at, partOf)),
    ticks: ticksBetween(begin, end).map((time) => ({
      at: partOf(time),
      words: new Date(time).toISOString().slice(0, 10),
    })),
    lines: inRows([
      { at: partOf(now), words: 'now', kind: 'now' },
      ...lineAt(device.rotation?.due, 'due', 'due', partOf),
      ...lineAt(device.rotation?.holdsUntil, 'grace ends', 'grace', partOf),
    ]),
  };
}

function laneOf(certificate: DeviceCertificate, now: string, partOf: (time: number) => number): Lane {
  const { issuedAt = now, provenAt, current, retiredAt, lostAt, deletedAt, warnedAt } = certificate;
  const gone = retiredAt ?? deletedAt ?? now;
  const waitsUntil = current?.from ?? provenAt ?? lostAt ?? gone;
  const replaced = current?.until;
  const inForce = replaced === undefined && certificate.status !== 'ACTIVE' ? 'cut-off' : 'current';
  const bar = (kind: LaneBar['kind'], from: string, until: string, words: string): LaneBar[] =>
    Date.parse(until) > Date.parse(from)
      ? [
          {
            kind,
            from: partOf(Date.parse(from)),
            until: partOf(Date.parse(until)),
            words: `${words} from ${minuteOf(from)} until ${until === now ? 'now' : minuteOf(until)}`,
          },
        ]
      : [];
  const mark = (kind: LaneMark['kind'], at: string | undefined, words: string): LaneMark[] =>
    at === undefined ? [] : [{ kind, at: partOf(Date.parse(at)), words: `${words} ${minuteOf(at)}` }];
  return {
    certificate,
    bars: [
      ...bar('waiting', issuedAt, waitsUntil, 'waited for its proof'),
      ...(current === undefined
        ? []
        : bar(
            inForce,
            current.from,
            current.until ?? now,
            inForce === 'current' ? 'current' : `current, and ${certificate.status},`,
          )),
      ...(replaced === undefined ? [] : bar('superseded', replaced, gone, 'superseded, not retired')),
    ],
    marks: [
      ...mark('warned', warnedAt, 'warned'),
      ...mark('lost', lostAt, 'taken for lost'),
      ...mark('retired', retiredAt, 'retired'),
    ],
  };
}

/** The room that words take, as a part of the width: of a narrow screen. */
const wordsTake = 0.3;

/** Each goes into the first row that has room for it. */
function inRows(lines: readonly Omit<LaneLine, 'row'>[]): LaneLine[] {
  const placed: LaneLine[] = [];
  for (const line of lines.toSorted((one, other) => one.at - other.at)) {
    const near = placed.filter(({ at }) => line.at - at < wordsTake).map(({ row }) => row);
    const row = [0, 1, 2].find((each) => !near.includes(each)) ?? 0;
    placed.push({ ...line, row });
  }
  return placed;
}

function lineAt(
  date: string | undefined,
  words: string,
  kind: LaneLine['kind'],
  partOf: (time: number) => number,
): Omit<LaneLine, 'row'>[] {
  const time = dayTime(date);
  return time === undefined ? [] : [{ at: partOf(time), words, kind }];
}

/** The beginning of a day that is written 20260301. */
function dayTime(date: string | undefined): number | undefined {
  const time =
    date === undefined
      ? NaN
      : Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Days at equal distances, five or fewer. */
function ticksBetween(begin: number, end: number): number[] {
  const days = Math.max(1, Math.ceil((end - begin) / day / 5));
  const ticks: number[] = [];
  for (let time = Math.ceil(begin / day) * day; time <= end; time += days * day) {
    ticks.push(time);
  }
  return ticks;
}
