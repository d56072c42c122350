import { fleetInMemory, type FleetInMemory } from '@fleet/fleet-operations/testing';
import { workEvent, type WorkEvent } from '@fleet/fleet-console-api';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import * as z from 'zod';
import { ActDesk } from '../acts/act-desk';
import { ActGuard } from '../acts/act-guard';
import { addConsoleApi } from '../api/console-api';
import type { ConsoleContext, LocalParts } from '../api/console-context';
import { auditLog } from '../audit/audit-log';
import { sharedAnswers, type ConsoleCloud } from '../cloud/console-cloud';
import { failureOfError } from '../failures/failure-of-error';
import { LiveFeed } from '../live/live-feed';
import { ConsoleInTest } from './console-in-test';
import { ScriptedWatch } from './scripted-watch';

const auditLine = z.looseObject({ id: z.uuid(), outcome: z.string() });
type AuditLine = z.infer<typeof auditLine>;

const asOperator: ConsoleCloud['caller'] = () =>
  Promise.resolve({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/operator' });

interface ApiOptions {
  readonly config?: Partial<FleetConfig>;
  readonly readOnly?: string;
  readonly local?: LocalParts;
  /** Who AWS says that its caller is. */
  readonly caller?: ConsoleCloud['caller'];
}

/** The console on a fleet in memory, asked by somebody who has a session. */
export class ApiInTest {
  readonly fleet: FleetInMemory;
  readonly watch = new ScriptedWatch();
  readonly live = new LiveFeed();
  /** Every line that was noted of acts. */
  readonly noted: AuditLine[] = [];
  readonly desk: ActDesk;
  private ui: ConsoleInTest | undefined;
  private headers: Record<string, string> = {};
  private readonly context: ConsoleContext;

  private constructor({ config, readOnly, local, caller = asOperator }: ApiOptions) {
    const known = fleetInMemory();
    this.fleet = { ...known, config: parseFleetConfig({ ...known.config, ...config }) };
    const isLocal = local !== undefined;
    const cloud: ConsoleCloud = {
      fleet: this.fleet,
      patientFleet: this.fleet,
      logs: this.watch.logs,
      cloudWatch: this.watch.cloudWatch,
      region: 'us-east-1',
      isLocal,
      caller,
      ...sharedAnswers(this.fleet),
    };
    const failureOf = (error: unknown) => failureOfError(error, isLocal);
    const guard = new ActGuard({ readOnly, isLocal, nowMillis: () => 0 });
    const audit = auditLog(
      (line) => void this.noted.push(auditLine.parse(JSON.parse(line))),
      () => this.fleet.now(),
      async () => (await caller()).arn,
    );
    this.desk = new ActDesk({ cloud, guard, audit, live: this.live, failureOf });
    this.context = {
      cloud,
      guard,
      failureOf,
      live: this.live,
      desk: this.desk,
      versions: { console: '0.0.0', node: '20' },
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      ...defined({ local }),
    };
  }

  static async start(options: ApiOptions = {}): Promise<ApiInTest> {
    const api = new ApiInTest(options);
    const ui = await ConsoleInTest.start({
      addApi: (app) => addConsoleApi(app, api.context),
      failureOf: api.context.failureOf,
    });
    api.ui = ui;
    api.headers = await ui.signIn();
    return api;
  }

  ask(path: string, method = 'GET'): Promise<Response> {
    return this.server.ask(path, { method, headers: this.headers });
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.server.post(path, body, this.headers);
  }

  /** The answer as JSON, whatever its status. */
  async json(path: string): Promise<unknown> {
    return (await this.ask(path)).json();
  }

  /** What was noted of the ends of acts. */
  get audited(): readonly AuditLine[] {
    return this.noted.filter(({ outcome }) => outcome !== 'begun');
  }

  /** What an act says, to its end. */
  async act(path: string, body: unknown): Promise<WorkEvent[]> {
    return eventsIn(await this.post(path, body));
  }

  private get server(): ConsoleInTest {
    if (this.ui === undefined) {
      throw new Error('start() makes the server');
    }
    return this.ui;
  }
}

export async function eventsIn(answer: Response): Promise<WorkEvent[]> {
  const text = await answer.text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => workEvent.parse(JSON.parse(line.slice('data: '.length))));
}
