import type { Agent } from '../agent';
import { RetryPolicy } from '../provisioning/retry-policy';
import { alertTrigger } from '../rotation/alert-trigger';
import { RotationSchedule } from '../rotation/rotation-schedule';
import type { RotationTrigger } from '../rotation/rotation-trigger';
import { runAgent } from '../session/run-agent';
import { SessionDesk } from '../session/session-desk';

/** An agent that runs, as the command `run` has it, until the test ends it. */
export class TestRun {
  readonly desk: SessionDesk;
  /** Why it ended. */
  readonly ended: Promise<unknown>;
  private readonly running = new AbortController();

  constructor(agent: Agent, triggers: readonly RotationTrigger[] = [alertTrigger]) {
    const schedule = new RotationSchedule(agent.timing, 60_000);
    const desk = new SessionDesk(schedule, agent.keyOrigin);
    const rotationRetries = RetryPolicy.of(agent);
    const onCarrier = desk.carries.bind(desk);
    const parts = { triggers, schedule, rotationRetries, onCarrier };
    this.desk = desk;
    this.ended = runAgent(agent, parts, this.running.signal).catch((reason: unknown) => reason);
  }

  /** Resolves once the goodbye is said. */
  async end(reason: string): Promise<void> {
    this.running.abort(new Error(reason));
    await this.ended;
  }
}
