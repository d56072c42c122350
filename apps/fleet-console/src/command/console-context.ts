import { setTimeout } from 'node:timers/promises';
import { defined } from '@fleet/optional-members';
import { ActDesk } from '../acts/act-desk';
import { ActGuard } from '../acts/act-guard';
import type { ConsoleContext, LocalParts } from '../api/console-context';
import { auditLog } from '../audit/audit-log';
import { whoActs } from '../audit/who-acts';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { failureOfError } from '../failures/failure-of-error';
import { LiveFeed } from '../live/live-feed';
import { watchCloud } from '../live/watch-cloud';
import { fleetSummaryOf } from '../views/fleet-summary';
import type { ConsoleOptions } from './options';

/** Between two looks at the fleet while a page is open: on AWS each count costs, and a fleet changes slowly. */
const everyMillis = { aws: 60_000, local: 5_000 };

/** What the routes work with, put together. */
export function consoleContext(
  { readOnly }: Pick<ConsoleOptions, 'readOnly'>,
  cloud: ConsoleCloud,
  local: LocalParts | undefined,
): ConsoleContext {
  const failureOf = (error: unknown) => failureOfError(error, cloud.isLocal);
  const live = new LiveFeed();
  const why = 'This console was started with --read-only: start it again without that, to change something.';
  const guard = new ActGuard({
    readOnly: readOnly ? why : undefined,
    isLocal: cloud.isLocal,
    nowMillis: () => performance.now(),
  });
  const audit = auditLog(
    (line) => process.stderr.write(line),
    () => new Date(),
    whoActs(cloud.caller, (millis) => setTimeout(millis, undefined, { ref: false })),
  );
  const desk = new ActDesk({ cloud, guard, audit, live, failureOf });
  watchCloud(live, {
    time: async () => (local === undefined ? cloud.fleet.now() : new Date((await local.clock.read()).time)),
    summary: () => fleetSummaryOf(cloud),
    forget: cloud.forgetAnswers,
    failureOf,
    wait: (millis) => setTimeout(millis, undefined, { ref: false }),
    everyMillis: cloud.isLocal ? everyMillis.local : everyMillis.aws,
  });
  return {
    cloud,
    guard,
    desk,
    live,
    failureOf,
    versions: { console: '0.1.0', node: process.versions.node },
    ...defined({ local }),
    wait: (millis, gone) =>
      setTimeout(millis, undefined, { signal: gone, ref: false }).catch(() => undefined),
  };
}
