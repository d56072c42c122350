import { AnswerShapeError, readRejection } from './answers';
import {
  AnswerTimeoutError,
  ConnectionLostError,
  InvalidRequestError,
  MalformedAnswerError,
  ProvisioningAbortedError,
  RequestRejectedError,
  TransportError,
} from './errors';
import { decodePayload, json, largestPayload, PayloadError, type PayloadCodec } from './payload';
import { takeTurn } from './request-ledger';
import { buildTopic } from './topics';
import type { PayloadFormat, ProvisioningOperation, ProvisioningTopic } from './topics';
import type { ProvisioningTransport } from './transport';

/** How one request is sent and waited for. */
export interface ExchangeOptions {
  /**
   * How requests and answers are written.
   * @default 'json'
   */
  readonly format?: PayloadFormat;
  /**
   * How long to wait for each answer: a hook may take 5 s, and answers can be throttled.
   * @default 20_000
   */
  readonly timeoutMillis?: number;
  /**
   * Ends the waiting with a ProvisioningAbortedError.
   * @default - an exchange waits for its answers
   */
  readonly signal?: AbortSignal;
  /**
   * Wait for the SUBACK before publishing: who has not subscribed before may not get the answer
   * (developer guide, fleet-provision-api). With false the request follows the SUBSCRIBE at once, which saves a
   * round trip and costs the answer wherever the broker takes the guide at its word; then a SUBSCRIBE that is
   * refused does not end the exchange either.
   * @default true
   */
  readonly subscribeFirst?: boolean;
}

const defaultTimeoutMillis = 20_000;

/** Longest time that a timer can wait; with a longer one it would fire at once. */
const longestTimeoutMillis = 2 ** 31 - 1;

/** One call of the API, ready to be sent. */
export interface ProvisioningRequest<Answer> {
  readonly topic: ProvisioningTopic;
  readonly body: Readonly<Record<string, unknown>>;
  readonly readAnswer: (body: unknown) => Answer;
}

interface Outcome<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The two topics on which a request is answered. */
export function answerTopics(topic: ProvisioningTopic): { accepted: string; rejected: string } {
  return {
    accepted: buildTopic({ ...topic, kind: 'accepted' }),
    rejected: buildTopic({ ...topic, kind: 'rejected' }),
  };
}

/**
 * Sends one request and waits for its answer.
 * @param subscribe makes the subscription to the answers, by default one for just this request.
 * @throws ProvisioningError
 */
export async function exchange<Answer>(
  transport: ProvisioningTransport,
  request: ProvisioningRequest<Answer>,
  options: ExchangeOptions,
  subscribe?: () => Promise<void>,
): Promise<Answer> {
  const { operation, format } = request.topic;
  const codec = format === 'json' ? json : await cborCodec();
  if (options.signal?.aborted) {
    throw new ProvisioningAbortedError(operation, options.signal.reason);
  }
  const timeoutMillis = requireTimeout(operation, options.timeoutMillis ?? defaultTimeoutMillis);
  const payload = encodeRequest(request, codec);
  const topic = buildTopic(request.topic);
  const answers = answerTopics(request.topic);
  const turn = takeTurn(transport, { operation, topic, payload });
  const watch = new Watch(transport, operation, { ...options, timeoutMillis });
  let asked = false;
  const publish = async () => {
    asked = true;
    turn.sent();
    await transport.publish(topic, payload, { qos: 1 });
  };
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const outcome = { resolve, reject };
      watch.begin(outcome, (arrivedOn, bytes) => {
        // What arrives before the question is not its answer.
        if (!asked || (arrivedOn !== answers.accepted && arrivedOn !== answers.rejected)) {
          return;
        }
        turn.answered();
        settleWithAnswer(outcome, request, arrivedOn === answers.accepted, () => decodePayload(codec, bytes));
      });
      watch.send(subscribe ?? subscriptionTo(transport, Object.values(answers)), publish);
    });
  } finally {
    watch.end();
    turn.end();
  }
}

function requireTimeout(operation: ProvisioningOperation, timeoutMillis: number): number {
  if (timeoutMillis > 0 && timeoutMillis <= longestTimeoutMillis) {
    return timeoutMillis;
  }
  throw new InvalidRequestError(
    operation,
    `timeoutMillis must be above 0 and at most ${longestTimeoutMillis}`,
  );
}

/** Only who asks for CBOR loads what reads and writes it. */
async function cborCodec(): Promise<PayloadCodec> {
  return (await import('./cbor')).cbor;
}

function encodeRequest({ topic, body }: ProvisioningRequest<unknown>, codec: PayloadCodec): Uint8Array {
  const payload = codec.encode(body);
  if (payload.byteLength <= largestPayload) {
    return payload;
  }
  throw new InvalidRequestError(topic.operation, `its payload has more than ${largestPayload} bytes`);
}

/** A subscription that is made at the first call, and once. A transport that throws is one that rejects. */
export function subscriptionTo(
  transport: ProvisioningTransport,
  topics: readonly string[],
): () => Promise<void> {
  let subscription: Promise<void> | undefined;
  const subscribe = async () => transport.subscribe(topics);
  return () => (subscription ??= subscribe());
}

function settleWithAnswer<Answer>(
  outcome: Outcome<Answer>,
  request: ProvisioningRequest<Answer>,
  accepted: boolean,
  read: () => unknown,
): void {
  const { operation } = request.topic;
  try {
    const body = read();
    if (accepted) {
      outcome.resolve(request.readAnswer(body));
    } else {
      outcome.reject(new RequestRejectedError(operation, readRejection(body)));
    }
  } catch (fault) {
    if (fault instanceof PayloadError || fault instanceof AnswerShapeError) {
      outcome.reject(new MalformedAnswerError(operation, fault.message));
    } else {
      outcome.reject(fault instanceof Error ? fault : new MalformedAnswerError(operation, 'unknown fault'));
    }
  }
}

/** Everything that can end the waiting, and the certainty that nothing of it is left behind. */
class Watch {
  private readonly stops: (() => void)[] = [];
  /** Why there is no subscription to the answers, while there is none. */
  private subscription: Error | 'pending' | undefined = 'pending';
  private ended = false;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly transport: ProvisioningTransport,
    private readonly operation: ProvisioningOperation,
    private readonly options: ExchangeOptions & { readonly timeoutMillis: number },
  ) {}

  begin(
    outcome: Pick<Outcome<never>, 'reject'>,
    onMessage: (topic: string, payload: Uint8Array) => void,
  ): void {
    const { operation, options } = this;
    this.reject = (error) => {
      this.ended = true;
      outcome.reject(error);
    };
    this.stops.push(this.transport.onMessage(onMessage));
    this.stops.push(
      this.transport.onClose((reason) => this.reject(new ConnectionLostError(operation, reason))),
    );
    this.startTimer(options.timeoutMillis);
    this.listenTo(options.signal);
  }

  /** Subscribes and publishes, in this order; see {@link ExchangeOptions.subscribeFirst} for what is awaited. */
  send(subscribe: () => Promise<void>, publish: () => Promise<void>): void {
    // The connection was gone already.
    if (this.ended) {
      return;
    }
    const waits = this.options.subscribeFirst ?? true;
    subscribe().then(
      () => {
        this.subscription = undefined;
        if (waits) {
          this.publish(publish);
        }
      },
      (reason: unknown) => {
        this.subscription = reason instanceof Error ? reason : new Error('no reason given');
        if (waits) {
          this.reject(new TransportError(this.operation, 'subscribe', reason));
        }
      },
    );
    if (!waits) {
      this.publish(publish);
    }
  }

  end(): void {
    this.ended = true;
    for (const stop of this.stops) {
      stop();
    }
  }

  private publish(publish: () => Promise<void>): void {
    // The SUBACK may come after the caller's promise has settled.
    if (this.ended) {
      return;
    }
    publish().catch((reason: unknown) => this.reject(new TransportError(this.operation, 'publish', reason)));
  }

  private startTimer(timeoutMillis: number): void {
    const timer = setTimeout(() => {
      this.reject(new AnswerTimeoutError(this.operation, timeoutMillis, this.subscription));
    }, timeoutMillis);
    this.stops.push(() => clearTimeout(timer));
  }

  private listenTo(signal: AbortSignal | undefined): void {
    if (!signal) {
      return;
    }
    const abort = () => this.reject(new ProvisioningAbortedError(this.operation, signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    this.stops.push(() => signal.removeEventListener('abort', abort));
  }
}
