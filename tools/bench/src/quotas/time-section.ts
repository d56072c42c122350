import { fleetConfigBounds } from '@fleet/fleet-contract';
import { awsQuotas, functionSeconds, quotaSources } from './aws-quotas';
import { counted, inWords, spoken } from './figures-in-words';
import { markdownTable } from './markdown-table';
import { cases, configured, fastest, settings } from './page-cases';
import { rotationCalls, rotationRate } from './rotation-calls';
import { numberOf, sourceList } from './sources';
import type { SweepCalls } from './sweep-calls';
import { everydayOf, type SweepDay } from './sweep-day';
import { choreInWarnings, durationOf, latency } from './sweep-duration';

/** How long sweeps take under the quotas, and the rotations that they set off. */
export function timeSection(calls: SweepCalls): string {
  return [quotasTable(), durations(calls), rotations()].join('\n\n');
}

function quotasTable(): string {
  const rows = Object.entries(awsQuotas).map(([operation, { perSecond, source }]) => [
    operation,
    counted(perSecond),
    String(numberOf(source, quotaSources)),
  ]);
  return `## Time\n\nAWS’s default quotas, in calls a second for an account and region. All of them can be raised.\n\n${markdownTable(
    ['operation', 'a second', 'source'],
    rows,
  )}\n\n${sourceList(quotaSources)}\n\nA function runs for ${functionSeconds / 60} minutes (Lambda developer guide, _Lambda quotas_). DynamoDB on demand takes 40,000 request units a second for a table (developer guide, _Quotas in Amazon DynamoDB_), far from what a sweep asks.`;
}

function durations(calls: SweepCalls): string {
  const rows = cases.map(({ name, day }) => [
    name,
    ...settings.map(({ of }) => {
      const { seconds, rounds } = durationOf(day, of, calls);
      return `${spoken(seconds)}, ${counted(rounds)} ${rounds === 1 ? 'round' : 'rounds'}${seconds > 86_400 ? ' ⚠' : ''}`;
    }),
    durationOf(day, fastest, calls).boundBy,
  ]);
  const large = 1_000_000;
  const callsOfFirstWarning = Object.values(calls.firstWarning).reduce((sum, count) => sum + count, 0);
  const needed = cases
    .filter(({ day }) => day.fleet >= large)
    .map(({ name, day }) => `${leastRate(day, calls)} (${name})`)
    .join(', ');
  const chores = durationOf(
    { ...everydayOf(100_000_000), firstWarnings: 0, laterWarnings: 0 },
    fastest,
    calls,
  );
  return `${markdownTable(
    ['sweep', ...settings.map(({ name }) => name), 'bound at 1,000/s, alone, by'],
    rows,
  )}

⚠ takes longer than a day, and must not be: the next day’s sweep comes again whenever the round that it met must be over, and begins when it meets none: late, or by giving up what is left of the one before, with an error in the log. What the index has last is then warned late or not at all.

- The least \`warningsPerSecond\` with which one function is done within 23 hours: ${needed}. The default is ${configured.warningsPerSecond}.
- Above ${awsQuotas.UpdateThing.perSecond}, first warnings wait for \`UpdateThing\`, and above ${awsQuotas.GetThingConnectivityData.perSecond} for \`GetThingConnectivityData\`, until those quotas are raised. The sweep slows down by itself when it is throttled.
- Workers do not raise the rate: \`warningsPerSecond\` is shared between them. They are for rates that one function cannot keep up, some ${counted(16 / (callsOfFirstWarning * latency.iot))} first warnings a second with answers in ${latency.iot * 1_000} ms, and they leave the monitor free to read the index.
- Chores are the monitor’s alone and come first, at a ${choreInWarnings}th of \`warningsPerSecond\`, as the hooks need the quotas for certificates as well: ${counted(configured.warningsPerSecond / choreInWarnings)} a second by default, so that the deletion of a day’s replaced certificates takes most of an ordinary sweep. At ${inWords(100 * large)} devices and ${counted(fastest.warningsPerSecond)} a second that and looking at those that were made inactive takes ${spoken(chores.seconds)} under the default quotas: raise those of \`DeleteCertificate\` and \`DescribeCertificate\`.
- The quotas for certificates are a brake where a fleet would be cut off by mistake: certificates are made inactive at ${awsQuotas.UpdateCertificate.perSecond} a second at the most, which is ${counted(awsQuotas.UpdateCertificate.perSecond * 86_400)} a day.`;
}

/** The least of the rates that can be configured with which the sweep of such a day ends in 23 hours. */
function leastRate(day: SweepDay, calls: SweepCalls): string {
  const [, highest] = fleetConfigBounds.warningsPerSecond;
  for (let warningsPerSecond = 1; warningsPerSecond <= highest; warningsPerSecond += 1) {
    if (durationOf(day, { warningsPerSecond }, calls).seconds <= 23 * 3_600) {
      return String(warningsPerSecond);
    }
  }
  return 'none under the default quotas';
}

function rotations(): string {
  const { perSecond, boundBy } = rotationRate();
  const calls = Object.entries(rotationCalls)
    .map(([operation, count]) => `${count === 1 ? '' : `${count} × `}${operation}`)
    .join(', ');
  const rows = cases.map(({ name, day }) => [
    name,
    counted(day.firstWarnings),
    spoken(day.firstWarnings / perSecond),
  ]);
  return `### What a warning sets off

A device that is warned rotates, and that is slower than warning it. A rotation is ${calls}, by AWS, the hook and the proof handler; the second of the two proofs, that it is connected and that it confirms, asks AWS IoT nothing any more (read off \`apps/hook-lambda\` and \`libs/iot-registry\`, not counted by a test). Under the default quotas ${boundBy} admits ${perSecond.toFixed(1)} rotations a second, ${counted(perSecond * 86_400)} a day. \`RegisterThing\` calls further operations of AWS’s own, which count as well.

${markdownTable(['devices that rotate', 'how many', 'under the default quotas'], rows)}

Devices that are throttled or refused meanwhile stay on the certificate that they have and ask again, and are warned again the next day; with 14 days of grace a million that are due on one day still come through. Spread what was made together (\`spreadDays\`), and have the quotas of ListThingPrincipals, DescribeCertificate and RegisterThing raised before a fleet of that size comes due.`;
}
