import type { Connection } from '../connection/connection';
import { DisconnectedError } from '../connection/connection-errors';
import { JumpingTiming } from '../testing/jumping-timing';
import { Dispatcher } from './dispatcher';
import { UnansweredMessage, type DropCause } from './unanswered-message';

/** A connection that ends as soon as something poisonous is published. */
class FakeConnection implements Connection {
  readonly clientId = 'device-1';
  closed: Error | undefined;
  private readonly listeners = new Set<(reason: Error) => void>();

  constructor(private readonly received: (topic: string) => 'close' | 'acknowledge') {}

  async publish(topic: string): Promise<void> {
    const treatment = this.received(topic);
    await new Promise((resolve) => process.nextTick(resolve));
    if (treatment === 'close') {
      this.end();
    }
    await new Promise((resolve) => process.nextTick(resolve));
    if (this.closed !== undefined && !topic.startsWith('zero')) {
      throw this.closed;
    }
  }

  end(): void {
    if (this.closed === undefined) {
      this.closed = new DisconnectedError('device-1', 'lost');
      const reason = this.closed;
      this.listeners.forEach((tell) => tell(reason));
    }
  }

  onClose(listener: (reason: Error) => void): () => void {
    const { closed } = this;
    if (closed !== undefined) {
      queueMicrotask(() => listener(closed));
      return () => undefined;
    }
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  readonly subscribe = () => Promise.resolve();
  readonly unsubscribe = () => Promise.resolve();
  readonly onMessage = () => () => undefined;
  readonly drain = () => Promise.resolve();
  readonly resume = () => undefined;
  readonly close = () => Promise.resolve();
}

describe('the messages of programs, where the server closes on some', () => {
  let timing: JumpingTiming;
  let dispatcher: Dispatcher;
  let rotationIsNear: boolean;
  let poisonous: Set<string>;
  let log: { readonly topic: string; readonly connection: number; readonly at: number }[];
  let fates: Map<string, DropCause | 'published'>;
  let connections: number;
  let over: AbortController;

  beforeEach(() => {
    timing = new JumpingTiming();
    rotationIsNear = false;
    poisonous = new Set();
    log = [];
    fates = new Map();
    connections = 0;
    over = new AbortController();
    dispatcher = new Dispatcher({ timing, report: () => undefined }, () => rotationIsNear);
    void dispatcher.sendUntil(() => false, over.signal);
  });

  afterEach(() => over.abort());

  const connect = (): FakeConnection => {
    connections += 1;
    const number = connections;
    const connection = new FakeConnection((topic) => {
      log.push({ topic, connection: number, at: timing.elapsed() });
      return poisonous.has(topic) ? 'close' : 'acknowledge';
    });
    dispatcher.carries({ connection });
    return connection;
  };

  const add = (topic: string, qos: 0 | 1 = 1): void => {
    const fate = {
      published: () => void fates.set(topic, 'published'),
      dropped: (_reason: string, cause: DropCause) => void fates.set(topic, cause),
    };
    dispatcher.add(new UnansweredMessage(topic, Buffer.alloc(1), fate, qos, `meter ${topic}`));
  };

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 100; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('sends what may end a connection only once that has settled', async () => {
    poisonous.add('one/poison');
    add('one/poison');
    connect();
    await settled();
    const before = timing.elapsed();
    connect();
    await settled();
    expect(log.at(-1)).toMatchObject({ topic: 'one/poison', connection: 2 });
    expect((log.at(-1)?.at ?? 0) - before).toBeGreaterThanOrEqual(3_000);
  });

  it('lets a rotation go first that is near', async () => {
    poisonous.add('one/poison');
    add('one/poison');
    connect();
    await settled();
    rotationIsNear = true;
    connect();
    await settled();
    expect(log).toHaveLength(1);
    rotationIsNear = false;
    await settled();
    expect(log).toHaveLength(2);
  });

  it('gives up all of a name when connection after connection was lost with one of it, and refuses it from then on', async () => {
    poisonous.add('one/poison');
    add('one/poison');
    for (let round = 0; round < 3; round += 1) {
      connect();
      await settled();
    }
    expect(fates.get('one/poison')).toBe('connections-lost');
    expect(dispatcher.refuses('meter one/poison')).toBe(true);
    timing.pass(61 * 60_000);
    expect(dispatcher.refuses('meter one/poison')).toBe(false);
  });

  it('finds a message without acknowledgement that the server closes on, and drops no other for it', async () => {
    poisonous.add('zero/poison');
    for (let round = 0; round < 6; round += 1) {
      const connection = connect();
      if (!dispatcher.refuses('meter zero/poison')) {
        add('zero/poison', 0);
      }
      add(`one/${round}`);
      add(`one/more/${round}`);
      await settled();
      connection.end();
      await settled();
    }
    connect();
    await settled();
    expect(log.filter(({ topic }) => topic === 'zero/poison')).toHaveLength(3);
    expect(dispatcher.refuses('meter zero/poison')).toBe(true);
    fates.delete('zero/poison');
    expect(new Set(fates.values())).toEqual(new Set(['published']));
  });

  it('clears one without acknowledgement that the next connection survives', async () => {
    const first = connect();
    add('zero/good', 0);
    await settled();
    first.end();
    connect();
    for (let round = 0; round < 5; round += 1) {
      add('zero/good', 0);
      await settled();
    }
    expect(log.filter(({ topic }) => topic === 'zero/good')).toHaveLength(6);
    expect(dispatcher.refuses('meter zero/good')).toBe(false);
  });

  it('counts no loss against a message while a subscription is unanswered', async () => {
    for (let round = 0; round < 6; round += 1) {
      const connection = connect();
      const lost = new Promise<void>((resolve) => void connection.onClose(() => resolve()));
      void dispatcher.whileSubscribing(lost);
      add('one/good');
      poisonous.add('one/good');
      await settled();
    }
    poisonous.clear();
    connect();
    await settled();
    expect(fates.get('one/good')).toBe('published');
  });
});
