import { EventEmitter, once } from 'node:events';
import type { ProvisioningTransport } from '../src/transport';
import type { ProvisioningService } from './provisioning-service';

/** A connection in memory: records what is sent, and lets the test say what arrives. */
export class ScriptedTransport implements ProvisioningTransport {
  /** `SUBSCRIBE a b` and `PUBLISH topic`, in the order in which they left. */
  readonly packets: string[] = [];
  readonly published: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  subscribeFails: Error | undefined;
  publishFails: Error | undefined;
  /** Resolves SUBACKs; by default they come at once. */
  suback: Promise<void> = Promise.resolve();
  private readonly events = new EventEmitter();
  private gone: Error | undefined;

  constructor(private readonly service?: ProvisioningService) {}

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    this.packets.push(`PUBLISH ${topic}`);
    this.published.push({ topic, payload });
    this.events.emit('published');
    if (this.publishFails) {
      throw this.publishFails;
    }
    const answer = await this.service?.answer(topic, payload);
    if (answer) {
      this.deliver(answer.topic, answer.payload);
    }
  }

  async subscribe(topicFilters: readonly string[]): Promise<void> {
    this.packets.push(`SUBSCRIBE ${topicFilters.join(' ')}`);
    if (this.subscribeFails) {
      throw this.subscribeFails;
    }
    await this.suback;
  }

  onMessage(listener: (topic: string, payload: Uint8Array) => void): () => void {
    this.events.on('message', listener);
    return () => this.events.off('message', listener);
  }

  onClose(listener: (reason: Error) => void): () => void {
    if (this.gone !== undefined) {
      listener(this.gone);
    }
    this.events.on('close', listener);
    return () => this.events.off('close', listener);
  }

  /** Waits until so many requests have left. */
  async requests(count: number): Promise<void> {
    while (this.published.length < count) {
      await once(this.events, 'published');
    }
  }

  deliver(topic: string, payload: Uint8Array | string): void {
    this.events.emit('message', topic, typeof payload === 'string' ? Buffer.from(payload) : payload);
  }

  close(reason: Error): void {
    this.gone = reason;
    this.events.emit('close', reason);
  }

  /** Everything the library listens to; 0 when it has cleaned up. */
  get listeners(): number {
    return this.events.listenerCount('message') + this.events.listenerCount('close');
  }
}
