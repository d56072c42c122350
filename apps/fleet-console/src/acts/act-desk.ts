import type { Act, DeviceActRequest, WorkEvent } from '@fleet/fleet-console-api';
import { counted } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { AuditedAct, AuditLog } from '../audit/audit-log';
import type { ConsoleCloud } from '../cloud/console-cloud';
import type { ApiError } from '../failures/api-error';
import type { LiveFeed } from '../live/live-feed';
import type { EventWriter } from '../streams/event-stream';
import type { WorkOutput } from '../streams/work-output';
import type { ActGuard } from './act-guard';
import { performAct } from './perform-act';
import { doneEvent, runWork } from './run-work';

export interface DeskParts {
  readonly cloud: ConsoleCloud;
  readonly guard: ActGuard;
  readonly audit: AuditLog;
  readonly live: LiveFeed;
  readonly failureOf: (error: unknown) => ApiError;
}

/** For an act that is about one thing. */
export interface WantedAct {
  readonly act: Act;
  readonly audited: Pick<AuditedAct, 'act' | 'what' | 'options'>;
  readonly dryRun: boolean;
  readonly work: (output: WorkOutput) => Promise<void>;
  /** Which of a selection it is about. */
  readonly serial?: string;
}

/** Where everything is done that changes something: guarded, audited, and told to every page. */
export class ActDesk {
  private underWay = 0;
  private idle: (() => void)[] = [];

  constructor(private readonly parts: DeskParts) {}

  /** Does it to its end, whoever listens. @returns why it failed */
  async perform(events: EventWriter<WorkEvent>, wanted: WantedAct): Promise<ApiError | undefined> {
    const { act, dryRun, work, serial } = wanted;
    const { guard, failureOf, cloud } = this.parts;
    guard.require(act);
    this.underWay += 1;
    try {
      const failure = await runWork(events, { finishes: !dryRun, ...defined({ serial }) }, failureOf, work);
      cloud.forgetAnswers();
      await this.note(wanted, failure);
      return failure;
    } finally {
      this.underWay -= 1;
      this.tellIdle();
    }
  }

  async performOne(events: EventWriter<WorkEvent>, wanted: WantedAct): Promise<void> {
    const failure = await this.perform(events, wanted);
    await events.send(doneEvent(failure));
  }

  /**
   * One device after the other. It ends before the next device when nobody listens any more, or when the reason of a
   * failure is that of all the others as well.
   */
  async performAll(
    events: EventWriter<WorkEvent>,
    request: DeviceActRequest,
    serials: readonly string[],
  ): Promise<void> {
    const ends = { succeeded: 0, failed: 0 };
    for (const serial of serials) {
      if (events.gone.aborted) {
        return;
      }
      const failure = await this.perform(events, this.wanted(serial, request, { serial }));
      ends[failure === undefined ? 'succeeded' : 'failed'] += 1;
      const left = serials.length - ends.succeeded - ends.failed;
      if (failure !== undefined && hopeless.includes(failure.kind) && left > 0) {
        const words = `The other ${counted(left, 'device')} would fail for the same reason, and were left as they are.`;
        await events.send({ kind: 'say', words });
        break;
      }
    }
    await events.send({ kind: 'done', ...ends });
  }

  wanted(serial: string, request: DeviceActRequest, of: { readonly serial?: string } = {}): WantedAct {
    const { act, dryRun, ...options } = request;
    return {
      act,
      dryRun,
      audited: { act, what: serial, options },
      work: (output) => performAct(this.parts.cloud.patientFleet, output, serial, request),
      ...of,
    };
  }

  /** How many acts are under way: the console does not end before them. */
  get busy(): number {
    return this.underWay;
  }

  whenIdle(): Promise<void> {
    return this.underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.idle.push(resolve));
  }

  private tellIdle(): void {
    if (this.underWay === 0) {
      this.idle.forEach((tell) => tell());
      this.idle = [];
    }
  }

  private async note({ act, audited, dryRun }: WantedAct, failure: ApiError | undefined): Promise<void> {
    if (dryRun) {
      return;
    }
    const { audit, guard, live } = this.parts;
    if (failure === undefined) {
      guard.noteDone(act);
    } else if (failure.kind === 'denied' && guard.noteDenied(act, failure)) {
      live.publish({ kind: 'changed', what: 'about' });
    }
    await audit.note({
      ...audited,
      outcome: failure === undefined ? 'done' : failure.kind === 'refused' ? 'refused' : 'failed',
      ...defined({ message: failure?.message }),
    });
    live.publish(
      act === 'revoke-claim'
        ? { kind: 'changed', what: 'claims' }
        : { kind: 'changed', what: 'device', serial: audited.what },
    );
  }
}

/** Failures that every other device would have as well. */
const hopeless: readonly string[] = [
  'denied',
  'unreachable',
  'expired-credentials',
  'not-deployed',
  'read-only',
];
