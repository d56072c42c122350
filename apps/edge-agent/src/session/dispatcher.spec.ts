import type { Connection } from '../connection/connection';
import { DisconnectedError } from '../connection/connection-errors';
import { JumpingTiming } from '../testing/jumping-timing';
import { Dispatcher } from './dispatcher';
import { UnansweredMessage, type DropCause, type Sender } from './unanswered-message';

const meter: Sender = { id: 'meter', inOrder: false };

/** A connection that ends as soon as something poisonous is published. */
class FakeConnection implements Connection {
  readonly clientId = 'device-1';
  closed: Error | undefined;
  packetsReceived = 0;
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
    this.packetsReceived += topic.startsWith('zero') ? 0 : 1;
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
  readonly leave = () => Promise.resolve();
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

  const add = (topic: string, qos: 0 | 1 = 1, sender = meter): void => {
    const fate = {
      published: () => void fates.set(topic, 'published'),
      dropped: (_reason: string, cause: DropCause) => void fates.set(topic, cause),
    };
    dispatcher.add(new UnansweredMessage({ topic, payload: Buffer.alloc(1), qos }, sender, fate));
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
    expect(dispatcher.refusal(meter, 'one/poison')).toMatch(/may again in an hour/);
    timing.pass(61 * 60_000);
    expect(dispatcher.refusal(meter, 'one/poison')).toBeUndefined();
  });

  it('finds a message without acknowledgement that the server closes on, and drops no other for it', async () => {
    poisonous.add('zero/poison');
    for (let round = 0; round < 6; round += 1) {
      const connection = connect();
      if (dispatcher.refusal(meter, 'zero/poison') === undefined) {
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
    expect(dispatcher.refusal(meter, 'zero/poison')).toMatch(/may again in an hour/);
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
    expect(dispatcher.refusal(meter, 'zero/good')).toBeUndefined();
  });

  it('counts no loss against a message while a subscription is unanswered', async () => {
    for (let round = 0; round < 6; round += 1) {
      const connection = connect();
      const lost = new Promise<void>((resolve) => void connection.onClose(() => resolve()));
      void dispatcher.whileSubscribing(lost);
      add('one/good');
      poisonous.add('one/good');
      await settled();
      connection.end();
    }
    poisonous.clear();
    connect();
    await settled();
    expect(fates.get('one/good')).toBe('published');
  });

  it('lets others go before what may end the connection, while that waits', async () => {
    const first = connect();
    add('one/proven');
    await settled();
    first.end();
    poisonous.add('one/poison');
    add('one/poison');
    connect();
    await settled();
    log.length = 0;
    add('one/poison');
    add('one/new');
    add('one/proven');
    add('one/of the other', 1, { id: 'other', inOrder: false });
    add('line', 1, { id: 'stdin', inOrder: true });
    connect();
    await settled();
    expect(log.map(({ topic }) => topic)).toEqual(['one/proven', 'one/of the other', 'line', 'one/poison']);
  });

  it('keeps lines in order', async () => {
    const stdin = { id: 'stdin', inOrder: true };
    const first = connect();
    add('proven', 1, stdin);
    await settled();
    first.end();
    connect();
    poisonous.add('poison');
    add('poison', 1, stdin);
    await settled();
    log.length = 0;
    poisonous.clear();
    add('proven', 1, stdin);
    connect();
    await settled();
    expect(log.map(({ topic }) => topic)).toEqual(['poison', 'proven']);
  });

  it('tries one that may end the connection also where others send without acknowledgement all the time', async () => {
    // Time passes as the test says.
    timing = new JumpingTiming(0, () => 0.5, 1);
    dispatcher = new Dispatcher({ timing, report: () => undefined });
    void dispatcher.sendUntil(() => false, over.signal);
    const other = { id: 'other', inOrder: false };
    const first = connect();
    add('zero/proven', 0, other);
    await settled();
    timing.pass(2_000);
    add('one/proven', 1, other);
    await settled();
    add('zero/lost', 0);
    await settled();
    first.end();
    connect();
    log.length = 0;
    add('zero/lost', 0);
    for (let second = 0; second < 30; second += 1) {
      add('zero/proven', 0, other);
      await settled();
      timing.pass(1_000);
    }
    await settled();
    expect(log.map(({ topic }) => topic)).toContain('zero/lost');
    expect(log.filter(({ topic }) => topic === 'zero/proven').length).toBeGreaterThan(15);
    expect(dispatcher.hasSuspects).toBe(false);
  });

  it('takes nothing for let through that went out over a connection that was dead', async () => {
    for (const topic of ['zero/first', 'zero/second', 'zero/third']) {
      const dead = connect();
      add(topic, 0);
      await settled();
      timing.pass(3_000);
      add('zero/later', 0);
      await settled();
      timing.pass(60_000);
      dead.end();
      expect(dispatcher.watch.standing.hasProved(meter.id, topic)).toBe(false);
    }
  });

  const ever = (number: number): string => `zero/new/${number}`;

  /** Lets the sender say so much on ever new topics that the server closes on, and counts connections. */
  const flood = async (messages: number): Promise<number> => {
    let connection = connect();
    let lost = 0;
    for (let number = 0; number < messages; number += 1) {
      poisonous.add(ever(number));
      if (
        dispatcher.refusal(meter, ever(number)) === undefined &&
        !dispatcher.isTrying(meter, ever(number))
      ) {
        add(ever(number), 0);
      }
      await settled();
      if (connection.closed !== undefined) {
        lost += 1;
        connection = connect();
        await settled();
      }
    }
    return lost;
  };

  it('refuses ever new topics to a sender without acknowledgement that has ended some connections with them', async () => {
    expect(await flood(40)).toBeLessThanOrEqual(9);
    expect(dispatcher.refusal(meter, 'one/new')).toMatch(/^6 connections .* within an hour/);
    expect(dispatcher.refusal({ ...meter, id: 'other' }, 'one/new')).toBeUndefined();
    timing.pass(61 * 60_000);
    expect(dispatcher.refusal(meter, 'one/new')).toBeUndefined();
  });

  it('goes on with what the server has taken of that sender before', async () => {
    const connection = connect();
    add('zero/proven', 0);
    await settled();
    timing.pass(2_000);
    add('one/proven');
    await settled();
    connection.end();
    await flood(40);
    expect(dispatcher.refusal(meter, 'zero/proven')).toBeUndefined();
    expect(dispatcher.refusal(meter, 'one/proven')).toBeUndefined();
  });

  it('holds nobody up for long while it tries new topics of a sender that is in doubt', async () => {
    const first = connect();
    add(ever(0), 0);
    await settled();
    first.end();
    connect();
    await settled();
    const before = timing.elapsed();
    for (let number = 1; number <= 20; number += 1) {
      if (!dispatcher.isTrying(meter, ever(number))) {
        add(ever(number), 0);
      }
      add(`one/${number}`);
    }
    await settled();
    const others = log.filter(({ topic }) => topic.startsWith('one/'));
    expect(others).toHaveLength(20);
    expect(Math.max(...others.map(({ at }) => at - before))).toBeLessThan(12_000);
    expect(log.filter(({ topic }) => topic.startsWith('zero/new'))).toHaveLength(2);
  });
});
