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
  return `## Time\n\nThese are AWS’s default quotas, in calls a second for each account and region. AWS can raise all of them.\n\n${markdownTable(
    ['operation', 'a second', 'source'],
    rows,
  )}\n\n${sourceList(quotaSources)}\n\nA function runs for ${functionSeconds / 60} minutes (Lambda developer guide, _Lambda quotas_). DynamoDB on demand takes 40,000 request units a second for a table (developer guide, _Quotas in Amazon DynamoDB_), far more than a sweep needs.`;
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
  return `${markdownTable(['sweep', ...settings.map(({ name }) => name), 'limit at 1,000/s, alone'], rows)}

⚠ The sweep takes longer than a day. Avoid this. The next day’s sweep waits until no round of the old sweep is running. It then starts late, or it abandons the rest of the old sweep and logs an error. Devices at the end of the index are then warned late or not at all.

- One function finishes within 23 hours with these values of \`warningsPerSecond\` or more: ${needed}. The default is ${configured.warningsPerSecond}.
- Above ${awsQuotas.GetThingConnectivityData.perSecond}, first warnings wait for \`GetThingConnectivityData\`, until AWS raises that quota. The sweep slows down when AWS throttles it.
- Workers do not raise the rate, because they share \`warningsPerSecond\`. Use them for rates that one function cannot reach: above about ${counted(16 / (callsOfFirstWarning * latency.iot))} first warnings a second, with answers in ${latency.iot * 1_000} ms. The monitor is then free to read the index.
- Only the monitor does chores, before the warnings. Their rate is a ${choreInWarnings}th of \`warningsPerSecond\`, because the hooks need the quotas for certificates too. By default that is ${counted(configured.warningsPerSecond / choreInWarnings)} a second, so the deletion of a day’s replaced certificates takes most of an ordinary sweep. At ${inWords(100 * large)} devices and ${counted(fastest.warningsPerSecond)} a second, these deletions and the checks of deactivated certificates take ${spoken(chores.seconds)} under the default quotas. Ask AWS to raise the quotas of \`DeleteCertificate\` and \`DescribeCertificate\`.
- The quotas for certificates limit the damage of a mistake. A sweep can deactivate at most ${awsQuotas.UpdateCertificate.perSecond} certificates a second, which is ${counted(awsQuotas.UpdateCertificate.perSecond * 86_400)} a day.`;
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
  return `### Rotations after a warning

A warned device rotates. A rotation needs more calls than a warning: ${calls}. AWS, the hook and the proof handler make these calls. A device gives two proofs, its connection and its confirmation; the second one needs no call. (These calls were read in \`apps/hook-lambda\` and \`libs/iot-registry\`; no test counts them.) Under the default quotas ${boundBy} allows ${perSecond.toFixed(1)} rotations a second, ${counted(perSecond * 86_400)} a day. \`RegisterThing\` itself calls other operations of AWS, which use quotas too.

${markdownTable(['devices that rotate', 'how many', 'under the default quotas'], rows)}

A device that is throttled or refused keeps its certificate and asks again, and the monitor warns it again the next day. With 14 days of grace, a million devices that are due on one day all rotate in time. If many devices were provisioned together, spread their rotations (\`spreadDays\`). Before a large fleet becomes due, ask AWS to raise the quotas of ListThingPrincipals, DescribeCertificate and RegisterThing.`;
}
