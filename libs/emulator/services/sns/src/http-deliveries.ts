import type { Clock } from '@fleet/emulator-clock';
import { date, integer, json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import type { HttpMessage } from './http-message';

/** Developer guide, "Creating an HTTP/S delivery policy": three tries more, 20 s apart. */
const mostTries = 4;
const millisBetweenTries = 20_000;
/** Developer guide, "Message delivery timeouts": an endpoint has 15 s. These are of the machine's time. */
const answerMillis = 15_000;
/** Messages that wait in all; AWS has no such limit. */
const mostWaiting = 10_000;

const schema = [
  `CREATE TABLE sns_deliveries (
     id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL,
     tries INTEGER NOT NULL, due INTEGER NOT NULL
   ) STRICT`,
];

const headersShape = z.record(z.string(), z.string());

interface Delivery extends HttpMessage {
  readonly id: number;
  /** That were made. */
  readonly tries: number;
  readonly due: Date;
}

/** An endpoint that did not take a message. */
class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** Messages to URLs: stored until they are taken, or given up. */
export class HttpDeliveries {
  private readonly underWay = new Map<number, Promise<void>>();
  private readonly closing = new AbortController();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly clock: Clock;
      /** Told of a delivery that is given up. */
      readonly onProblem: (message: string, error: unknown) => void;
    },
  ) {
    parts.store.migrate('sns_deliveries', schema);
  }

  /** Stores a message. @throws DeliveryError when too many wait */
  add({ url, headers, body }: HttpMessage): void {
    const { store, clock } = this.parts;
    if (integer(store.one('SELECT count(*) AS n FROM sns_deliveries'), 'n') >= mostWaiting) {
      throw new DeliveryError(`${mostWaiting} messages wait for endpoints already`);
    }
    store.run(
      'INSERT INTO sns_deliveries (url, headers, body, tries, due) VALUES (?, ?, ?, 0, ?)',
      url,
      JSON.stringify(headers),
      body,
      clock.nowMillis(),
    );
  }

  /** Sends what is due, and the rest when it is. */
  run(): void {
    const { store, clock } = this.parts;
    this.cancel?.();
    if (this.closing.signal.aborted) {
      return;
    }
    const rows = store.all('SELECT * FROM sns_deliveries ORDER BY due LIMIT 100');
    const waiting = rows.map(toDelivery).filter(({ id }) => !this.underWay.has(id));
    for (const delivery of waiting.filter(({ due }) => due.getTime() <= clock.nowMillis())) {
      this.underWay.set(delivery.id, this.deliver(delivery));
    }
    const next = waiting.find(({ due }) => due.getTime() > clock.nowMillis());
    this.cancel = next && clock.at(next.due, () => this.run());
  }

  async close(): Promise<void> {
    this.cancel?.();
    this.closing.abort();
    await Promise.all(this.underWay.values());
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { store, clock, onProblem } = this.parts;
    const fault = await this.post(delivery);
    const { id, url, tries } = delivery;
    this.underWay.delete(id);
    if (this.closing.signal.aborted && fault !== undefined) {
      return;
    }
    if (fault === undefined || fault.isFinal || tries + 1 >= mostTries) {
      store.run('DELETE FROM sns_deliveries WHERE id = ?', id);
      if (fault !== undefined) {
        onProblem(`a message of SNS did not reach ${url}`, fault.error);
      }
    } else {
      const due = clock.nowMillis() + millisBetweenTries;
      store.run('UPDATE sns_deliveries SET tries = ?, due = ? WHERE id = ?', tries + 1, due, id);
    }
    this.run();
  }

  /** Developer guide, "Message delivery retries": an answer of 4xx, except 429, is final. */
  private async post({
    url,
    headers,
    body,
  }: HttpMessage): Promise<{ error: unknown; isFinal: boolean } | undefined> {
    try {
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(answerMillis)]);
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers },
        body,
        redirect: 'manual',
        signal,
      });
      await answer.body?.cancel();
      const { status } = answer;
      return status >= 200 && status < 300
        ? undefined
        : {
            error: new DeliveryError(`the endpoint answered ${status}`),
            isFinal: status >= 400 && status < 500 && status !== 429,
          };
    } catch (error) {
      return { error, isFinal: false };
    }
  }
}

function toDelivery(row: Row): Delivery {
  return {
    id: integer(row, 'id'),
    url: text(row, 'url'),
    headers: json(row, 'headers', headersShape),
    body: text(row, 'body'),
    tries: integer(row, 'tries'),
    due: date(row, 'due'),
  };
}
