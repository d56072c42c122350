import type { About, FleetAges, FleetAlarms, FleetCounts, FleetSweeps } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { counted } from '../words/moments';
import type { Remark } from './remark';
import { sweepRemarks } from './sweep-standing';

/** What is known so far; what could not be asked is missing. */
export interface KnownOfFleet {
  readonly counts?: FleetCounts | undefined;
  readonly ages?: FleetAges | undefined;
  readonly alarms?: FleetAlarms | undefined;
  readonly sweeps?: FleetSweeps | undefined;
}

type StandingRules = Pick<About, 'enforce' | 'hasAlarms'>;

/** Whether everything is well, who is due, who is stuck: the worst comes first. */
export function fleetRemarks(known: KnownOfFleet, about: StandingRules): Remark[] {
  const remarks = [
    ...alarmRemarks(known.alarms, about),
    ...sweepRemarks(known.sweeps),
    ...stuckRemarks(known.ages, about),
    ...undatedRemarks(known.counts),
    ...dueRemarks(known.counts),
  ];
  const order = { error: 0, warning: 1, info: 2 };
  return remarks.toSorted((one, other) => order[one.level] - order[other.level]);
}

function alarmRemarks(alarms: FleetAlarms | undefined, about: StandingRules): Remark[] {
  const link = { href: '#alarms', words: 'See the alarms' };
  if (alarms?.alarms.length === 0) {
    return [
      about.hasAlarms === false
        ? { level: 'info', words: 'The alarms of this fleet are switched off: nothing rings.' }
        : {
            level: 'warning',
            words: 'This fleet has no alarms, so nobody is told when something is wrong. Deploy it again.',
            link,
          },
    ];
  }
  const ringing = alarms?.alarms.filter(({ state }) => state === 'ALARM') ?? [];
  return ringing.map(({ name, description }) => ({
    level: 'error',
    words: `The alarm ${name} rings${description === undefined ? '.' : `: ${description}`}`,
    link,
  }));
}

/** Who is older than the days of grace allow has not rotated, whatever it was told. */
function stuckRemarks(ages: FleetAges | undefined, { enforce }: StandingRules): Remark[] {
  const stuck = ages?.bars.filter(({ from, count }) => count > 0 && from > ages.lines.graceEnds) ?? [];
  const count = stuck.reduce((sum, bar) => sum + bar.count, 0);
  const [oldest] = stuck;
  if (oldest === undefined) {
    return [];
  }
  const sequel =
    enforce === 'report' ? 'this fleet only reports them' : 'sweeps cut them off once they were warned';
  return [
    {
      level: 'warning',
      words: `${counted(count, 'device')} did not rotate within the days of grace: ${sequel}.`,
      link: { href: addressOf(oldest.query), words: 'See who is stuck' },
    },
  ];
}

function undatedRemarks(counts: FleetCounts | undefined): Remark[] {
  const undated = counts?.undated;
  return undated === undefined || undated.count === 0
    ? []
    : [
        {
          level: 'warning',
          words: `${counted(undated.count, 'device')} ${undated.count === 1 ? 'has' : 'have'} no date that can be read, so ${undated.count === 1 ? 'it counts' : 'they count'} as due.`,
          link: { href: addressOf(undated.query), words: 'See them' },
        },
      ];
}

/** That somebody is due is every day's business. */
function dueRemarks(counts: FleetCounts | undefined): Remark[] {
  const today = counts?.due.find(({ days }) => days === 0);
  return today === undefined || today.count === 0
    ? []
    : [
        {
          level: 'info',
          words: `${counted(today.count, 'device')} ${today.count === 1 ? 'is' : 'are'} due: they are asked to rotate, and do so by themselves.`,
          link: { href: addressOf(today.query), words: 'See who is due' },
        },
      ];
}
