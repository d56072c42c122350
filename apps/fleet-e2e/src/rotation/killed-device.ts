import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startAgent, type ManagedProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { waitTimeoutMillis } from '@fleet/eventually';

const eventLine = z.object({
  event: z.string(),
  certificateId: z.string().optional(),
  payload: z.string().optional(),
  seconds: z.number().optional(),
  nextTryInSeconds: z.number().optional(),
  reason: z.string().optional(),
});

/** An event that an agent has printed, and when: milliseconds of this process's monotonic clock. */
export type AgentEvent = z.infer<typeof eventLine> & { readonly at: number };

const greeting = 'greeting';

/** A message that means nothing to the agent, which tells of every one. */
export function greetingPayload(number: number): string {
  return JSON.stringify({ msg: greeting, number });
}

export function isGreeting({ payload }: AgentEvent): boolean {
  return payload?.includes(greeting) === true;
}

/** An agent that pauses for longer is restarted, as its owner might: it counts the seconds of this machine. */
const patientSeconds = 3;

/** A device whose agent is killed and started again, by a supervisor that does nothing but that. */
export class KilledDevice {
  /** All events of its agents, one process after the other. */
  readonly events: AgentEvent[] = [];
  private readonly arrivals = new EventEmitter();
  private process: ManagedProcess;
  /** Where in `events` the events of the process that runs begin. */
  private startedAt = 0;

  constructor(
    readonly serial: string,
    /** With the unpacked bundle. */
    readonly folder: string,
    /** A file that says by how many milliseconds the cloud's time, which the device goes by, is ahead. */
    private readonly clockFile: string,
    private readonly resources: ResourceStack,
  ) {
    this.arrivals.setMaxListeners(0);
    this.process = this.start();
  }

  get running(): boolean {
    return this.process.running;
  }

  /** The certificate that carries its connection, as far as the device knows. */
  get carrier(): string | undefined {
    const last = this.events
      .slice(this.startedAt)
      .findLast(({ event }) => event === 'connected' || event === 'disconnected');
    return last?.event === 'connected' ? last.certificateId : undefined;
  }

  /** When it last printed an event of its own accord. */
  get lastWord(): number {
    return this.events.findLast((each) => !isGreeting(each))?.at ?? 0;
  }

  /** Waits for an event that was printed from position `from` on; `undefined` when it does not come in time. */
  async nextEvent(
    expected: (event: AgentEvent) => boolean,
    { from, withinMillis }: { readonly from: number; readonly withinMillis: number },
  ): Promise<AgentEvent | undefined> {
    const signal = AbortSignal.timeout(withinMillis);
    for (;;) {
      this.process.requireSound();
      const found = this.events.slice(from).find(expected);
      if (found !== undefined || signal.aborted) {
        return found;
      }
      await once(this.arrivals, 'event', { signal }).catch(() => undefined);
    }
  }

  /** SIGKILL, and the next start. */
  async kill(): Promise<void> {
    await this.process.stop('SIGKILL');
    this.process = this.start();
  }

  /** Switches it off and on again if it pauses after a failure; resolves when it receives messages again. */
  async restartIfPausing(): Promise<void> {
    const latest = (...events: readonly string[]): AgentEvent | undefined =>
      this.events.slice(this.startedAt).findLast(({ event }) => events.includes(event));
    const reconnects = latest('waiting', 'connected')?.seconds ?? 0;
    const rotates = latest('rotation-failed', 'rotated')?.nextTryInSeconds ?? 0;
    if (Math.max(reconnects, rotates) <= patientSeconds) {
      return;
    }
    await this.process.stop();
    this.process = this.start();
    await this.nextEvent(({ event }) => event === 'listening', {
      from: this.startedAt,
      withinMillis: waitTimeoutMillis,
    });
  }

  /** @returns the exit code; null when it was killed */
  stop(): Promise<number | null> {
    return this.process.stop();
  }

  private start(): ManagedProcess {
    this.startedAt = this.events.length;
    return startAgent(this.folder, ['run', '--rotation-spread', '0'], {
      resources: this.resources,
      nodeArguments: ['--require', join(__dirname, 'killed-device-clock.cjs')],
      environment: { ...process.env, DEVICE_CLOCK: this.clockFile },
      onLine: (line, stream) => {
        if (stream !== 'stdout') {
          return;
        }
        // Also for a line that is no event, at which those who wait have to look.
        try {
          this.events.push({ ...eventLine.parse(JSON.parse(line)), at: performance.now() });
        } finally {
          this.arrivals.emit('event');
        }
      },
    });
  }
}
