import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import type { EventsReader } from './outbox';

export interface LeftMessagesParts {
  readonly events: EventsReader;
  readonly report: Agent['report'];
  /** The one that carries messages now. */
  readonly connection: () => Pick<Connection, 'close'> | undefined;
}

/**
 * Messages that nobody read, and which so were not acknowledged. A server sends them again over the next connection alone
 * [MQTT 5, 4.4], and sends nothing new when it has too many of them: once there is a reader again, the agent connects anew.
 */
export class LeftMessages {
  private isWaiting = false;

  constructor(private readonly parts: LeftMessagesParts) {}

  /** One more is left. */
  left(): void {
    if (!this.isWaiting) {
      this.isWaiting = true;
      void this.comeBack();
    }
  }

  private async comeBack(): Promise<void> {
    const { events, report, connection } = this.parts;
    await events.ready();
    this.isWaiting = false;
    if (!events.full) {
      report({
        event: 'warning',
        message: `Nobody read the agent's output when messages came. The agent connects again, so that the cloud sends them again.`,
      });
      await connection()?.close();
    }
  }
}
