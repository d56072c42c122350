import { setTimeout } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Pacer } from '@fleet/bounded-work';
import type { FleetConfig } from '@fleet/fleet-contract';
import { countThings, openFleet, type FleetWithLogs } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import { SharedAnswers } from '../answers/shared-answers';
import { WorkLimit } from '../answers/work-limit';

/** Who the operator is to AWS. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** What the console asks and works on. */
export interface ConsoleCloud {
  /** For what is shown: soon given up, as somebody waits. */
  readonly fleet: FleetWithLogs;
  /** For what is done: goes on for as long as it takes. */
  readonly patientFleet: FleetWithLogs;
  readonly logs: CloudWatchLogsClient;
  readonly cloudWatch: CloudWatchClient;
  readonly region: string | undefined;
  readonly isLocal: boolean;
  /** @throws what AWS says */
  readonly caller: () => Promise<Caller>;
  /** How many things of the fleet a query finds. */
  readonly count: (query: string) => Promise<number>;
  /** Answers of another kind that tabs share; forgotten with all others. */
  readonly share: <Answer>() => SharedAnswers<Answer>;
  /** Something was changed. */
  readonly forgetAnswers: () => void;
}

/** Somebody waits for the answer: a cloud that is gone is said to be gone soon. */
const impatient = {
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000 },
} as const;

const countsAtOnce = 4;

/** An account has fifteen queries of the fleet index in a second (AWS IoT Limits), which sweeps need as well. */
const countsPerSecond = 10;

/** Local-cloud has no such quota, unless it is told to have them. */
function pace(isLocal: boolean): (() => Promise<void>) | undefined {
  if (isLocal) {
    return undefined;
  }
  const sleep = (millis: number) => setTimeout(millis);
  const pacer = new Pacer(countsPerSecond, { now: () => new Date(), sleep });
  return () => pacer.turn();
}

export interface OpenConsoleCloud extends ConsoleCloud {
  readonly close: () => void;
}

/**
 * @param place where this process has entered an account, for people
 * @param localNow the time of local-cloud, whose clock can be moved; absent on AWS
 */
export function openConsoleCloud(
  config: FleetConfig,
  place: string,
  localNow?: () => Date,
): OpenConsoleCloud {
  const quick = openFleet(config, place, impatient);
  const patient = openFleet(config, place);
  const cloudWatch = new CloudWatchClient(impatient);
  const sts = new STSClient(impatient);
  const now = defined({ now: localNow });
  const fleet = { ...quick.fleet, ...now };
  return {
    fleet,
    patientFleet: { ...patient.fleet, ...now },
    logs: quick.logs,
    cloudWatch,
    isLocal: localNow !== undefined,
    region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
    caller: whoAsks(sts),
    ...sharedAnswers(fleet, pace(localNow !== undefined)),
    close: () => {
      quick.close();
      patient.close();
      cloudWatch.destroy();
      sts.destroy();
    },
  };
}

/** @param turn waits until the next count may be made; at once where it is left out */
export function sharedAnswers(
  fleet: FleetWithLogs,
  turn: () => Promise<void> = () => Promise.resolve(),
): Pick<ConsoleCloud, 'count' | 'share' | 'forgetAnswers'> {
  const all: { readonly forget: () => void }[] = [];
  const share = <Answer>(): SharedAnswers<Answer> => {
    const answers = new SharedAnswers<Answer>(() => performance.now());
    all.push(answers);
    return answers;
  };
  const counts = share<number>();
  const limit = new WorkLimit(countsAtOnce);
  const count = async (query: string): Promise<number> => {
    await turn();
    return countThings(fleet, query);
  };
  return {
    share,
    count: (query) => counts.get(query, () => limit.run(() => count(query))),
    forgetAnswers: () => all.forEach((answers) => answers.forget()),
  };
}

/** Asked once of each access key: who signs in anew may be somebody else. */
export function whoAsks(sts: STSClient): () => Promise<Caller> {
  let known: { readonly key: string; readonly caller: Caller } | undefined;
  return async () => {
    const { accessKeyId: key } = await sts.config.credentials();
    if (known?.key !== key) {
      const { Account: account = 'unknown', Arn: arn = 'unknown' } = await sts.send(
        new GetCallerIdentityCommand({}),
      );
      known = { key, caller: { account, arn } };
    }
    return known.caller;
  };
}
