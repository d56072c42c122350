import type { KeyOrigin } from '../agent';
import { ControlError } from '../control/control-client';
import type { AgentStatus } from '../control/control-messages';
import type { ControlHandlers } from '../control/control-server';
import type { Carrier } from '../provisioning/carrier';
import { asSentence } from '../sentence';
import type { RotationSchedule } from '../rotation/rotation-schedule';

/** Answers, in a running agent, what the other commands ask it. */
export class SessionDesk {
  readonly handlers: ControlHandlers = {
    status: () => Promise.resolve(this.status()),
    provision: async (_withinMillis, gone) => {
      await this.connected(gone);
      return this.status();
    },
    rotate: async (withinMillis, gone) => {
      const outcome = this.schedule.outcome(withinMillis, gone);
      this.schedule.order('operator');
      const ended = await outcome;
      if (!ended.rotated) {
        const { reason, nextTryInSeconds, refused } = ended;
        const next =
          nextTryInSeconds === undefined
            ? 'The next try is when a rotation is ordered again.'
            : `The next try is in ${nextTryInSeconds} s.`;
        throw new ControlError(`${asSentence(reason)} ${next}`, { refused });
      }
      return this.status();
    },
  };

  private carrier: Carrier | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly schedule: RotationSchedule,
    private readonly keyOrigin: KeyOrigin,
  ) {}

  /** An identity has proven itself and carries the session from now on. */
  carries(carrier: Carrier): void {
    this.carrier = carrier;
    this.waiting.forEach((resume) => resume());
    this.waiting.clear();
  }

  private status(): AgentStatus {
    const { carrier } = this;
    const connected = carrier !== undefined && carrier.connection.closed === undefined;
    const makesKeysOf = this.keyOrigin.from === 'device' ? this.keyOrigin.algorithm : undefined;
    if (carrier === undefined) {
      return { pid: process.pid, connected, makesKeysOf };
    }
    const { thingName, certificateId } = carrier.identity.record;
    return { pid: process.pid, connected, thingName, certificateId, makesKeysOf };
  }

  private connected(gone = new AbortController().signal): Promise<void> {
    if (this.status().connected) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.waiting.add(resolve);
      gone.addEventListener('abort', () => {
        this.waiting.delete(resolve);
        reject(gone.reason instanceof Error ? gone.reason : new Error(String(gone.reason)));
      });
    });
  }
}
