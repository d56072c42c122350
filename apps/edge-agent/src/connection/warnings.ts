import { alertsTopic, parseAlert, type Alert } from '@fleet/fleet-contract';
import type { Connection } from './connection';

/**
 * The cloud's warnings over one connection. It answers the confirmation of a certificate that is due with one, and takes
 * it for heard: so the device listens first. A warning that was stored while the device was away comes before that, and
 * is no order: it may be about the certificate before, and the cloud warns again every day.
 */
export class Warnings {
  private subscribed = false;
  private heard: Alert | undefined;
  private listener: ((warning: Alert) => void) | undefined;

  constructor(private readonly connection: Connection) {}

  /** Whether the server has acknowledged the subscription. */
  get listens(): boolean {
    return this.subscribed;
  }

  get topic(): string {
    return alertsTopic(this.connection.clientId);
  }

  /**
   * Resolves once the server has acknowledged the subscription; what it publishes from then on is heard.
   *
   * @throws OperationRefusedError, DisconnectedError
   */
  async subscribe(): Promise<void> {
    if (this.subscribed) {
      return;
    }
    await this.connection.subscribe([this.topic], { qos: 1 });
    this.subscribed = true;
    this.connection.onMessage((topic, payload) => {
      const warning = topic === this.topic ? parseAlert(payload) : undefined;
      if (warning !== undefined) {
        this.heard = warning;
        this.listener?.(warning);
      }
    });
  }

  /** Calls for each warning, and at once where one came before; one listener at a time. */
  onWarning(listener: (warning: Alert) => void, signal: AbortSignal): void {
    this.listener = listener;
    signal.addEventListener('abort', () => (this.listener = undefined), { once: true });
    if (this.heard !== undefined) {
      listener(this.heard);
    }
  }
}
