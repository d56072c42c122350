import { dayNames, monthNames, spelt } from './date-names';
import { parseDatePattern } from './date-pattern';
import type { PatternPart } from './date-pattern';
import { offsetOf, offsetText, zoneName } from './zone';
import type { Zone } from './zone';

/** Joda-Time's DateTimeFormat. */
const alphabet = { letters: 'GCYxweEyDMdaKhHkmsSzZ', reserved: '' };
const dayMillis = 86_400_000;
const latest = 8.64e15 - dayMillis;
/** Dates of JavaScript take years below 100 for those of the last century. */
const earliest = Date.UTC(100, 0, 1) + dayMillis;

interface Moment {
  readonly instant: number;
  readonly zone: Zone;
  /** Its fields in UTC are what the clocks of the zone show. */
  readonly wall: Date;
}

/** @throws DatePatternError */
export function parseFormat(pattern: string): PatternPart[] {
  return parseDatePattern(pattern, alphabet);
}

/** Undefined for an instant that no clock has, and before the year 100. */
export function formatTime(pattern: readonly PatternPart[], instant: number, zone: Zone): string | undefined {
  if (instant < earliest || instant > latest) {
    return undefined;
  }
  const moment = { instant, zone, wall: new Date(instant + offsetOf(zone, instant)) };
  return pattern
    .map((part) => (part.kind === 'text' ? part.text : fieldText(part.letter, part.count, moment)))
    .join('');
}

function fieldText(letter: string, count: number, moment: Moment): string {
  const { wall, zone, instant } = moment;
  switch (letter) {
    case 'G':
      return 'AD';
    case 'E':
      return spelt(nameAt(dayNames, weekdayOf(wall) - 1), count);
    case 'a':
      return wall.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'z':
      return zoneName(zone, instant, count);
    case 'Z':
      return count > 2 ? idOf(zone) : offsetText(offsetOf(zone, instant), count === 2 ? ':' : '');
    case 'S':
      return String(wall.getUTCMilliseconds()).padStart(3, '0').padEnd(count, '0').slice(0, count);
    case 'M':
      return count > 2
        ? spelt(nameAt(monthNames, wall.getUTCMonth()), count)
        : padded(wall.getUTCMonth() + 1, count);
    case 'y':
    case 'Y':
    case 'x':
      return yearText(letter === 'x' ? weekOf(wall).year : wall.getUTCFullYear(), count);
    default:
      return padded(numberOf(letter, wall), count);
  }
}

function numberOf(letter: string, wall: Date): number {
  const hour = wall.getUTCHours();
  switch (letter) {
    case 'C':
      return Math.floor(wall.getUTCFullYear() / 100);
    case 'w':
      return weekOf(wall).week;
    case 'e':
      return weekdayOf(wall);
    case 'D':
      return Math.floor((startOfDay(wall) - Date.UTC(wall.getUTCFullYear(), 0, 1)) / dayMillis) + 1;
    case 'd':
      return wall.getUTCDate();
    case 'K':
      return hour % 12;
    case 'h':
      return hour % 12 || 12;
    case 'H':
      return hour;
    case 'k':
      return hour || 24;
    case 'm':
      return wall.getUTCMinutes();
    default:
      return wall.getUTCSeconds();
  }
}

/** Two letters are the last two digits. */
function yearText(year: number, count: number): string {
  return count === 2 ? padded(year % 100, 2) : padded(year, count);
}

/** 1 for Monday to 7 for Sunday. */
function weekdayOf(wall: Date): number {
  return wall.getUTCDay() || 7;
}

/** The week of ISO 8601: that of its Thursday. */
function weekOf(wall: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(startOfDay(wall) + (4 - weekdayOf(wall)) * dayMillis);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMillis / 7) + 1 };
}

function startOfDay(wall: Date): number {
  return Math.floor(wall.getTime() / dayMillis) * dayMillis;
}

function idOf(zone: Zone): string {
  return zone.kind === 'region' ? zone.name : offsetText(zone.millis, ':');
}

function padded(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

function nameAt(names: readonly string[], index: number): string {
  const name = names[index];
  if (name === undefined) {
    throw new RangeError(`There is no name ${index} among ${names.length}.`);
  }
  return name;
}
