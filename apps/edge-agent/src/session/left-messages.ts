import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import type { EventsReader } from './outbox';

/** What is left on a connection is no business of any other. */
type LeftOn = Pick<Connection, 'close'>;

export interface LeftMessagesParts {
  readonly events: EventsReader;
  readonly report: Agent['report'];
}

/**
 * Messages that nobody read, and which so were not acknowledged. A server sends them again over the next connection alone
 * [MQTT 5, 4.4], and sends nothing new when it has too many of them: once there is a reader again, the agent connects anew.
 * A server sends as soon as it has let the device in, which is before that connection carries the session.
 */
export class LeftMessages {
  private isWaiting = false;
  /** The connection that messages were left on last. Those of earlier ones have come again since. */
  private leftOn: LeftOn | undefined;
  private carrier: LeftOn | undefined;

  constructor(private readonly parts: LeftMessagesParts) {}

  /** One more is left. */
  left(over: LeftOn): void {
    this.leftOn = over;
    void this.comeBack();
  }

  /** A connection carries the session from now on, and may be closed. */
  carries({ connection }: { readonly connection: LeftOn }): void {
    this.carrier = connection;
    void this.comeBack();
  }

  private async comeBack(): Promise<void> {
    if (this.isWaiting || this.leftOn === undefined || this.leftOn !== this.carrier) {
      return;
    }
    const { events, report } = this.parts;
    this.isWaiting = true;
    await events.ready();
    this.isWaiting = false;
    // Another connection may carry the session by now, over which they come again.
    if (events.full || this.leftOn !== this.carrier) {
      return;
    }
    this.leftOn = undefined;
    report({
      event: 'warning',
      message: `Nobody read the agent's output when messages came. The agent connects again, so that the cloud sends them again.`,
    });
    await this.carrier.close();
  }
}
