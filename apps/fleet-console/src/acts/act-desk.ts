import type { Act, DeviceActRequest } from '@fleet/fleet-console-api';
import { counted } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ActEnd, AuditedAct, AuditLog } from '../audit/audit-log';
import type { ConsoleCloud } from '../cloud/console-cloud';
import type { ApiError } from '../failures/api-error';
import type { LiveFeed } from '../live/live-feed';
import type { WorkOutput } from '../streams/work-output';
import type { WorkQueue } from '../streams/work-stream';
import type { ActGuard } from './act-guard';
import { performAct } from './perform-act';
import { doneEvent, partly, runWork } from './run-work';

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
  readonly audited: AuditedAct;
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
  async perform(queue: WorkQueue, wanted: WantedAct): Promise<ApiError | undefined> {
    const { act, audited, dryRun, work, serial } = wanted;
    const { failureOf, live } = this.parts;
    const spoken = () => runWork(queue, { finishes: !dryRun, ...defined({ serial }) }, failureOf, work);
    if (dryRun) {
      this.parts.guard.require(act);
      return spoken();
    }
    const { failure } = await this.noted(act, audited, async () => ({ failure: await spoken() }));
    live.publish(
      act === 'revoke-claim'
        ? { kind: 'changed', what: 'claims' }
        : { kind: 'changed', what: 'device', serial: audited.what },
    );
    return failure;
  }

  async performOne(queue: WorkQueue, wanted: WantedAct): Promise<void> {
    queue.add(doneEvent(await this.perform(queue, wanted)));
  }

  /** For what is answered at once. @throws ApiError when it was not done */
  async answer<Answer>(act: Act, audited: AuditedAct, work: () => Promise<Answer>): Promise<Answer> {
    const { failureOf } = this.parts;
    const end = await this.noted(act, audited, () =>
      work().then(
        (answer) => ({ answer, failure: undefined }),
        (error: unknown) => ({ failure: failureOf(error) }),
      ),
    );
    if (end.failure !== undefined) {
      throw end.failure;
    }
    return end.answer;
  }

  /**
   * One device after the other. It ends before the next device when nobody listens any more, or when the reason of a
   * failure is that of all the others as well.
   */
  async performAll(queue: WorkQueue, request: DeviceActRequest, serials: readonly string[]): Promise<void> {
    const ends = { succeeded: 0, failed: 0 };
    let inPart = 0;
    for (const serial of serials) {
      if (queue.gone.aborted) {
        return;
      }
      const failure = await this.perform(queue, this.wanted(serial, request, { serial }));
      ends[failure === undefined ? 'succeeded' : 'failed'] += 1;
      inPart += failure?.kind === 'partly' ? 1 : 0;
      const left = serials.length - ends.succeeded - ends.failed;
      if (failure !== undefined && hopeless.includes(failure.kind) && left > 0) {
        const words = `The other ${counted(left, 'device')} would fail for the same reason, and were left as they are.`;
        queue.add({ kind: 'say', words });
        break;
      }
    }
    queue.add({ kind: 'done', ...ends, ...partly(inPart) });
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

  /** Notes that it begins before it does, and how it ended; the console does not end in between. */
  private async noted<End extends { readonly failure: ApiError | undefined }>(
    act: Act,
    audited: AuditedAct,
    work: () => Promise<End>,
  ): Promise<End> {
    const { audit, cloud, guard } = this.parts;
    guard.require(act);
    this.underWay += 1;
    try {
      const noteEnd = await audit.begin(audited);
      const end = await work();
      noteEnd(endOf(end.failure));
      cloud.forgetAnswers();
      this.learn(act, end.failure);
      return end;
    } finally {
      this.underWay -= 1;
      this.tellIdle();
    }
  }

  private learn(act: Act, failure: ApiError | undefined): void {
    const { guard, live } = this.parts;
    if (failure === undefined) {
      guard.noteDone(act);
    } else if (failure.kind === 'denied' && guard.noteDenied(act, failure)) {
      live.publish({ kind: 'changed', what: 'about' });
    }
  }
}

function endOf(failure: ApiError | undefined): ActEnd {
  const kind = failure?.kind;
  const outcome = kind === undefined ? 'done' : kind === 'refused' || kind === 'partly' ? kind : 'failed';
  return { outcome, ...defined({ message: failure?.message }) };
}

/** Failures that every other device would have as well. */
const hopeless: readonly string[] = [
  'denied',
  'unreachable',
  'expired-credentials',
  'not-deployed',
  'read-only',
];
