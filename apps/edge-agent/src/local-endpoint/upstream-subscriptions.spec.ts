import type { Connection } from '../connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
} from '../connection/connection-errors';
import { Dispatcher } from '../session/dispatcher';
import { UnansweredMessage } from '../session/unanswered-message';
import { JumpingTiming } from '../testing/jumping-timing';
import { programLimits } from './program-limits';
import { UpstreamSubscriptions, type Lease } from './upstream-subscriptions';
import type { SubscriptionFault } from './wanted-filters';

type Answer = 'granted' | Error;

/** What the cloud is asked, and how it answers. */
class Cloud {
  readonly asked: string[] = [];
  /** What the thing's session has. */
  readonly session = new Set<string>();
  answer: (asked: string) => Answer = () => 'granted';
  /** Whatever an answer waits for. */
  until: Promise<void> = Promise.resolve();
  readonly published: string[] = [];
  /** Whatever an acknowledgement waits for. */
  acknowledged: Promise<void> = Promise.resolve();

  connection(): Connection {
    const ask = async (asked: string, take: () => void): Promise<void> => {
      this.asked.push(asked);
      const answer = this.answer(asked);
      if (answer !== 'granted') {
        closed = answer instanceof DisconnectedError ? answer : undefined;
        throw answer;
      }
      take();
      await this.until;
    };
    let closed: Error | undefined;
    return {
      clientId: 'device-1',
      get closed() {
        return closed;
      },
      packetsReceived: 0,
      publish: (topic) => {
        this.published.push(topic);
        return this.acknowledged;
      },
      subscribe: ([filter = ''], { qos } = { qos: 0 }) =>
        ask(`+${filter} ${qos}`, () => void this.session.add(filter)),
      unsubscribe: ([filter = '']) => ask(`-${filter}`, () => void this.session.delete(filter)),
      onMessage: () => () => undefined,
      onClose: () => () => undefined,
      drain: () => Promise.resolve(),
      resume: () => undefined,
      close: () => Promise.resolve(),
      leave: () => Promise.resolve(),
    };
  }
}

describe('what programs have subscribed to, over one connection', () => {
  let cloud: Cloud;
  let upstream: UpstreamSubscriptions;
  let dispatcher: Dispatcher;
  let warnings: string[];
  let lost: string[];
  let over: AbortController;

  beforeEach(() => {
    cloud = new Cloud();
    over = new AbortController();
    warnings = [];
    lost = [];
    const timing = new JumpingTiming();
    dispatcher = new Dispatcher({ timing, report: () => undefined });
    upstream = new UpstreamSubscriptions({
      timing,
      dispatcher,
      warn: (message) => warnings.push(message),
      lost: (filter) => lost.push(filter),
      ownFilters: ['cmd/device-1/alerts'],
    });
    void upstream.maintain(over.signal);
  });

  afterEach(() => over.abort());

  const acquire = (
    filter: string,
    qos: 0 | 1 = 1,
    sender = 'meter',
  ): { lease: Lease; answered: Promise<SubscriptionFault> } => {
    let tell: (fault: SubscriptionFault) => void = () => undefined;
    const answered = new Promise<SubscriptionFault>((resolve) => (tell = resolve));
    return { lease: upstream.acquire({ filter, qos, sender }, tell), answered };
  };
  const goOnline = async (): Promise<void> => {
    const connection = cloud.connection();
    dispatcher.carries({ connection });
    upstream.carries(connection);
    await settled();
  };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('is sent once however many they are, and taken back with the last', async () => {
    upstream.carries(cloud.connection());
    const [one, other] = [acquire('a/b'), acquire('a/b')];
    expect(await Promise.all([one.answered, other.answered])).toEqual([undefined, undefined]);
    one.lease.release();
    one.lease.release();
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1']);
    other.lease.release();
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '-a/b']);
  });

  it('leaves alone what the agent has subscribed to itself', async () => {
    upstream.carries(cloud.connection());
    const { lease, answered } = acquire('cmd/device-1/alerts');
    expect(await answered).toBeUndefined();
    lease.release();
    await settled();
    expect(cloud.asked).toEqual([]);
  });

  it('is not sent where a wider one covers it, and is again when that goes', async () => {
    upstream.carries(cloud.connection());
    await acquire('a/b').answered;
    const wide = acquire('a/#');
    await wide.answered;
    await settled();
    expect(await acquire('a/c').answered).toBeUndefined();
    wide.lease.release();
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '+a/# 1', '-a/b', '+a/b 1', '+a/c 1', '-a/#']);
  });

  it('asks for the higher QoS when one comes that wants it', async () => {
    upstream.carries(cloud.connection());
    await acquire('a/b', 0).answered;
    await acquire('a/b', 1).answered;
    expect(cloud.asked).toEqual(['+a/b 0', '+a/b 1']);
  });

  it('is sent again over the next connection', async () => {
    upstream.carries(cloud.connection());
    await acquire('a/b').answered;
    upstream.carries(cloud.connection());
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '+a/b 1']);
  });

  it('takes back over the next connection what nobody wanted any more by then', async () => {
    upstream.carries(cloud.connection());
    const { lease, answered } = acquire('a/b');
    await answered;
    cloud.answer = () => new DisconnectedError('device-1', 'lost');
    lease.release();
    await settled();
    cloud.answer = () => 'granted';
    upstream.carries(cloud.connection());
    await settled();
    expect([...cloud.session]).toEqual([]);
  });

  it('is told to all when the server refuses it, also to those who have had it', async () => {
    upstream.carries(cloud.connection());
    await acquire('a/b').answered;
    cloud.answer = () => new OperationRefusedError('subscribe', 'a/b', new Error('Not authorized'), 0x87);
    upstream.carries(cloud.connection());
    await settled();
    expect(lost).toEqual(['a/b']);
    expect(await acquire('a/c').answered).toMatchObject({ kind: 'refused' });
  });

  it('is asked for again when the server says nothing', async () => {
    cloud.answer = () =>
      cloud.asked.length > 2 ? 'granted' : new UnacknowledgedError('subscribe', 'a/b', 30_000);
    upstream.carries(cloud.connection());
    expect(await acquire('a/b').answered).toBeUndefined();
    expect(warnings).toHaveLength(2);
  });

  it('is never more than the connection has room for, whoever comes and goes, and whatever is lost', async () => {
    let largest = 0;
    for (let round = 0; round < 5; round += 1) {
      upstream.carries(cloud.connection());
      const held = Array.from({ length: 60 }, (_each, index) => acquire(`a/${round}/${index}`));
      await settled();
      largest = Math.max(largest, cloud.session.size);
      cloud.answer = () => new DisconnectedError('device-1', 'lost');
      held.forEach(({ lease }) => lease.release());
      await settled();
      cloud.answer = () => 'granted';
    }
    expect(largest).toBeLessThanOrEqual(programLimits.subscriptions);
    upstream.carries(cloud.connection());
    await settled();
    await settled();
    expect(await acquire('late').answered).toBeUndefined();
  });

  it('is taken back when its program has gone before the server answered', async () => {
    let answer = (): void => undefined;
    cloud.until = new Promise((resolve) => (answer = resolve));
    upstream.carries(cloud.connection());
    for (let round = 0; round < 60; round += 1) {
      acquire(`a/${round}`).lease.release();
      await settled();
    }
    acquire('a/kept').lease.release();
    const { answered } = acquire('a/held');
    answer();
    expect(await answered).toBeUndefined();
    await settled();
    expect([...cloud.session]).toEqual(['a/held']);
  });

  it('is refused for an hour when connection after connection was lost with it, and no other is', async () => {
    cloud.answer = (asked) =>
      asked.includes('poison') ? new DisconnectedError('device-1', 'lost') : 'granted';
    const poison = acquire('a/poison');
    const good = acquire('a/good');
    for (let round = 0; round < 5; round += 1) {
      const connection = cloud.connection();
      dispatcher.carries({ connection });
      upstream.carries(connection);
      await settled();
    }
    expect(await poison.answered).toMatchObject({ kind: 'refused' });
    expect(await good.answered).toBeUndefined();
    expect(await acquire('a/poison').answered).toMatchObject({ kind: 'refused' });
    expect(cloud.asked.filter((asked) => asked === '+a/poison 1')).toHaveLength(3);
    expect(lost).toEqual(['a/poison']);
  });

  it('is refused to a program that has ended some connections with ever new ones, and to no other', async () => {
    cloud.answer = (asked) =>
      asked.includes('poison') ? new DisconnectedError('device-1', 'lost') : 'granted';
    await goOnline();
    await acquire('a/granted', 1, 'hostile').answered;
    const poison = Array.from({ length: 30 }, (_each, index) => acquire(`a/poison/${index}`, 1, 'hostile'));
    for (let round = 0; round < 40; round += 1) {
      await goOnline();
    }
    const faults = await Promise.all(poison.map(({ answered }) => answered));
    expect(faults.every((fault) => fault?.kind === 'refused')).toBe(true);
    expect(cloud.asked.filter((asked) => asked.includes('poison')).length).toBeLessThanOrEqual(9);
    expect(await acquire('a/new', 1, 'hostile').answered).toMatchObject({ kind: 'refused' });
    expect(await acquire('a/granted', 1, 'hostile').answered).toBeUndefined();
    expect(await acquire('a/new', 1, 'meter').answered).toBeUndefined();
  });

  const messageTo = (topic: string): UnansweredMessage => {
    const fate = { published: () => undefined, dropped: () => undefined };
    const what = { topic, payload: Buffer.alloc(1), qos: 1 } as const;
    return new UnansweredMessage(what, { id: 'meter', inOrder: false }, fate);
  };

  it('is asked for alone where a connection was lost with it: a message may have been why', async () => {
    cloud.answer = () => new DisconnectedError('device-1', 'lost');
    const suspect = acquire('a/b');
    await goOnline();
    cloud.answer = () => 'granted';
    let acknowledge = (): void => undefined;
    cloud.acknowledged = new Promise((resolve) => (acknowledge = resolve));
    dispatcher.carries({ connection: cloud.connection() });
    dispatcher.add(messageTo('under way'));
    void dispatcher.sendUntil(() => false, over.signal);
    await settled();
    await goOnline();
    expect(cloud.published).toEqual(['under way']);
    expect(cloud.asked).toEqual(['+a/b 1']);
    acknowledge();
    expect(await suspect.answered).toBeUndefined();
    expect(cloud.asked).toEqual(['+a/b 1', '+a/b 1']);
  });

  it('goes before a message that a connection was lost with, where programs have had it', async () => {
    await goOnline();
    await acquire('a/b').answered;
    let answer = (): void => undefined;
    cloud.until = new Promise((resolve) => (answer = resolve));
    await goOnline();
    const suspect = messageTo('suspect');
    suspect.connectionLost(true);
    dispatcher.add(suspect);
    void dispatcher.sendUntil(() => false, over.signal);
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '+a/b 1']);
    expect(cloud.published).toEqual([]);
    answer();
    await settled();
    await settled();
    expect(cloud.published).toEqual(['suspect']);
  });

  it('is kept for a program that comes while the end of the subscription is on its way', async () => {
    await goOnline();
    const first = acquire('a/b');
    await first.answered;
    let answer = (): void => undefined;
    cloud.until = new Promise((resolve) => (answer = resolve));
    first.lease.release();
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '-a/b']);
    const second = acquire('a/b');
    const early = Promise.race([second.answered.then(() => 'answered'), settled().then(() => 'waits')]);
    expect(await early).toBe('waits');
    cloud.until = Promise.resolve();
    answer();
    expect(await second.answered).toBeUndefined();
    await settled();
    expect(cloud.asked).toEqual(['+a/b 1', '-a/b', '+a/b 1']);
    expect([...cloud.session]).toEqual(['a/b']);
  });

  it('is kept for a program that comes while the end of the subscription is lost with the connection', async () => {
    await goOnline();
    const first = acquire('a/b');
    await first.answered;
    cloud.answer = () => new DisconnectedError('device-1', 'lost');
    first.lease.release();
    const second = acquire('a/b');
    await settled();
    cloud.answer = () => 'granted';
    await goOnline();
    expect(await second.answered).toBeUndefined();
    expect([...cloud.session]).toEqual(['a/b']);
  });

  it('is answered over the connection that comes up while the last one has not answered', async () => {
    let answer = (): void => undefined;
    cloud.until = new Promise((resolve) => (answer = resolve));
    await goOnline();
    const early = acquire('a/early');
    await settled();
    // The next connection carries the session before the SUBACK of the last one is there.
    cloud.until = Promise.resolve();
    await goOnline();
    const late = acquire('a/late');
    answer();
    expect(await early.answered).toBeUndefined();
    expect(await late.answered).toBeUndefined();
    await settled();
    expect(cloud.asked).toEqual(['+a/early 1', '+a/early 1', '+a/late 1']);
    expect([...cloud.session]).toEqual(['a/early', 'a/late']);
  });
});
