import { formatCertDate, isCertDate } from '@fleet/cert-dates';
import { fleetNames } from '@fleet/fleet-contract';
import { configFile, enterTarget, readFleetConfig } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { Command, InvalidArgumentError } from 'commander';
import { invokeMonitor } from './invoke-monitor';
import { inWords } from './monitor-answer';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Noon: the sweep looks at the day alone. */
function noonOf(date: string): Date {
  if (!isCertDate(date)) {
    throw new InvalidArgumentError('It must be a day as yyyymmdd.');
  }
  return new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T12:00:00Z`);
}

interface InvokeOptions {
  readonly local?: boolean;
  readonly date?: Date;
  readonly json?: boolean;
}

async function invoke({ local, date, json }: InvokeOptions): Promise<void> {
  const target = await enterTarget(local === undefined ? {} : { local });
  const { resourceTag } = readFleetConfig(configFile(process.env));
  const { rotationMonitor } = fleetNames(resourceTag);
  const now = await cloudNow(target.environment);
  requireReached(date ?? now, now);
  say(`Sweeping ${resourceTag} in ${target.description}; this may take up to 15 minutes.`);
  const answer = await invokeMonitor(rotationMonitor, date ?? now);
  process.stdout.write(`${json === true ? JSON.stringify(answer) : inWords(answer)}\n`);
  if (answer.outcome === 'busy' || answer.outcome === 'over') {
    process.exitCode = 3;
  }
}

/** A sweep for a day that has not come would end the grace of every device; the monitor refuses it as well. */
class DayNotReachedError extends Error {
  override readonly name = 'DayNotReachedError';
}

/** @throws DayNotReachedError */
function requireReached(date: Date, now: Date): void {
  const [asked, today] = [formatCertDate(date), formatCertDate(now)];
  if (asked > today) {
    throw new DayNotReachedError(
      `${asked} has not come yet: today is ${today} in the cloud. Take that day or one before it.` +
        ' The clock of a local-cloud can be moved: npx nx run local-cloud:time -- +1d',
    );
  }
}

/** The cloud's time and not this machine's: local-cloud's may be set apart from it. */
async function cloudNow({ AWS_ENDPOINT_URL }: NodeJS.ProcessEnv): Promise<Date> {
  if (AWS_ENDPOINT_URL === undefined) {
    return new Date();
  }
  const answer = await fetch(AWS_ENDPOINT_URL);
  await answer.body?.cancel();
  return new Date(answer.headers.get('date') ?? Date.now());
}

new Command('rotation-monitor')
  .description('Starts the rotation monitor now, as its schedule does every day.')
  .option('--local', 'a running local-cloud instead of AWS')
  .option('--date <yyyymmdd>', 'the day to take for today (default: the cloud’s)', noonOf)
  .option('--json', 'print the outcome as JSON')
  .addHelpText('after', '\nExit codes: 0 swept, 1 failed, 2 wrong usage, 3 another sweep was running')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(invoke)
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = error instanceof DayNotReachedError ? 2 : 1;
    say(errorInWords(error));
  });
