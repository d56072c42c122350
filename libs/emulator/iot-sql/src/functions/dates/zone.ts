import { firstInstantOf, isTimeZone, offsetAt, utcMillis } from '@fleet/zoned-time';
import type { WallTime } from '@fleet/zoned-time';

/** A time zone with a history of offsets, or one offset for ever. */
export type Zone =
  { readonly kind: 'region'; readonly name: string } | { readonly kind: 'offset'; readonly millis: number };

const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/;
const dayMillis = 86_400_000;

/** Undefined for what is no time zone: an IANA name, `+05:30`, `UTC+01:00` or `Z`. */
export function zoneOf(text: string): Zone | undefined {
  if (text === 'Z') {
    return { kind: 'offset', millis: 0 };
  }
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = offset.exec(text) ?? [];
  if (sign !== undefined) {
    const millis = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return Number(hours) > 18 ? undefined : { kind: 'offset', millis: sign === '-' ? -millis : millis };
  }
  return isTimeZone(text) ? { kind: 'region', name: text } : undefined;
}

/** How far the clocks of the zone are ahead of UTC, in milliseconds. */
export function offsetOf(zone: Zone, instant: number): number {
  return zone.kind === 'offset' ? zone.millis : offsetAt(instant, zone.name);
}

/**
 * The instant at which the clocks of the zone show this, as Java resolves it: the earlier one of two, and as much
 * later as the clocks skip.
 */
export function instantOf(wall: WallTime, zone: Zone): number {
  const asUtc = utcMillis(wall);
  if (zone.kind === 'offset') {
    return asUtc - zone.millis;
  }
  return firstInstantOf(wall, zone.name) ?? asUtc - offsetAt(asUtc - dayMillis, zone.name);
}

/** `CST`, or with four letters in the pattern `Central Standard Time`; an offset has no name. */
export function zoneName(zone: Zone, instant: number, count: number): string {
  if (zone.kind === 'offset') {
    return offsetText(zone.millis, ':');
  }
  const part = nameFormat(zone.name, count > 3 ? 'long' : 'short')
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName');
  return part?.value ?? zone.name;
}

const nameFormats = new Map<string, Intl.DateTimeFormat>();

/** Kept, as it takes long to make: each zone once for each length, however it is spelt. */
function nameFormat(timeZone: string, timeZoneName: 'long' | 'short'): Intl.DateTimeFormat {
  const key = `${timeZoneName} ${timeZone.toLowerCase()}`;
  const format = nameFormats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName });
  nameFormats.set(key, format);
  return format;
}

export function offsetText(millis: number, separator: ':' | ''): string {
  const minutes = Math.abs(millis) / 60_000;
  const digits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${millis < 0 ? '-' : '+'}${digits(minutes / 60)}${separator}${digits(minutes % 60)}`;
}
