import { JumpingTiming } from '../testing/jumping-timing';
import { RotationSchedule } from './rotation-schedule';

const minute = 60_000;
const hour = 60 * minute;
const never = new AbortController().signal;

describe('the schedule of rotations', () => {
  let timing: JumpingTiming;
  let schedule: RotationSchedule;

  beforeEach(() => {
    timing = new JumpingTiming();
    schedule = new RotationSchedule(timing, minute);
  });

  /** Milliseconds from now until the rotation starts; `undefined` when none is ordered. */
  async function startsIn(): Promise<number | undefined> {
    const before = timing.elapsed();
    const enough = new AbortController();
    const nothing = new Promise<undefined>((resolve) => {
      setImmediate(() => setImmediate(() => setImmediate(() => resolve(undefined))));
    });
    const started = schedule.start(enough.signal).then(
      () => timing.elapsed() - before,
      () => undefined,
    );
    const outcome = await Promise.race([started, nothing]);
    enough.abort(new Error('enough'));
    return outcome;
  }

  it.each(['alert', 'due'] as const)('spreads what may reach a whole fleet at once (%s)', async (by) => {
    expect(schedule.order(by)).toBe(30_000);
    expect(await startsIn()).toBe(30_000);
  });

  it('starts when the cloud says, which has given each device a turn', async () => {
    expect(schedule.order('alert', 7 * minute)).toBe(7 * minute);
    expect(schedule.order('alert', 8 * minute)).toBeUndefined();
    expect(schedule.order('due')).toBeUndefined();
    expect(await startsIn()).toBe(7 * minute);
  });

  it('starts earlier when the cloud gives an earlier turn, and not while it waits after a failure', async () => {
    schedule.order('alert', 7 * minute);
    expect(schedule.order('alert', 2 * minute)).toBe(2 * minute);
    await schedule.start(never);
    schedule.fail('refused', true, 5 * minute);
    expect(schedule.order('alert', minute)).toBeUndefined();
    expect(await startsIn()).toBe(5 * minute);
  });

  it('waits for its turn where its own calendar has set a start, as that of its whole fleet may have', async () => {
    schedule.order('due');
    expect(schedule.order('alert')).toBeUndefined();
    expect(schedule.order('alert', 7 * minute)).toBe(7 * minute);
    expect(schedule.order('due')).toBeUndefined();
    expect(schedule.order('alert', 9 * minute)).toBeUndefined();
    expect(await startsIn()).toBe(7 * minute);
  });

  it('is not put off by a turn once it is under way, as nothing may end its connection then', async () => {
    schedule.order('due');
    await schedule.start(never);
    expect(schedule.order('alert', 7 * minute)).toBeUndefined();
    expect(schedule.isNear).toBe(true);
  });

  it('keeps the next try after a failure, whoever has ordered it', async () => {
    schedule.order('due');
    await schedule.start(never);
    schedule.fail('refused', true, 5 * minute);
    expect(schedule.order('alert', 7 * minute)).toBeUndefined();
    expect(await startsIn()).toBe(5 * minute);
  });

  it('is near a rotation half a minute before it, and until it is over', async () => {
    expect(schedule.isNear).toBe(false);
    schedule.order('alert', minute);
    expect(schedule.isNear).toBe(false);
    timing.pass(30_000);
    expect(schedule.isNear).toBe(true);
    await schedule.start(never);
    expect(schedule.isNear).toBe(true);
    schedule.succeed('device-1', 'id');
    expect(schedule.isNear).toBe(false);
  });

  it.each(['operator', 'interrupted'] as const)('starts at once what reaches one device (%s)', async (by) => {
    expect(schedule.order(by)).toBe(0);
    expect(await startsIn()).toBe(0);
  });

  it('leaves a start that is set as it is, unless an operator is in a hurry', async () => {
    schedule.order('alert');
    expect(schedule.order('due')).toBeUndefined();
    expect(schedule.order('operator')).toBe(0);
    await schedule.start(never);
    schedule.fail('refused', true, 5 * minute);
    expect(schedule.order('alert')).toBeUndefined();
    expect(await startsIn()).toBe(5 * minute);
  });

  it('forgets an order that is carried out', async () => {
    schedule.order('operator');
    schedule.succeed('device-1', 'id');
    expect(await startsIn()).toBeUndefined();
  });

  it('lets an order lapse that was refused for a day, and takes the next one', async () => {
    schedule.order('alert');
    timing.pass(20 * hour);
    expect(schedule.fail('refused', true, 3 * hour)).toMatchObject({ nextTryInSeconds: 3 * 3600 });
    timing.pass(3 * hour);
    expect(schedule.fail('refused', true, 3 * hour)).toEqual({
      rotated: false,
      reason: 'refused',
      refused: true,
    });
    expect(await startsIn()).toBeUndefined();
    expect(schedule.order('alert')).toBe(30_000);
  });

  it('keeps an order that is given again every day, however long it is refused', () => {
    schedule.order('alert');
    for (let day = 0; day < 30; day += 1) {
      timing.pass(20 * hour);
      schedule.order('alert');
      expect(schedule.fail('refused', true, 4 * hour).nextTryInSeconds).toBeDefined();
    }
  });

  it('never lets an order lapse that the cloud did not refuse', () => {
    schedule.order('alert');
    timing.pass(30 * 24 * hour);
    expect(schedule.fail('the disk is full', false, minute).nextTryInSeconds).toBe(60);
  });

  it('tells whoever waits how it ended', async () => {
    const outcome = schedule.outcome();
    schedule.fail('refused', true, minute);
    expect(await outcome).toMatchObject({ rotated: false, nextTryInSeconds: 60 });
  });

  describe('on behalf of whoever has the time', () => {
    const passes = (waitMillis = 40_000): unknown => schedule.fail('its policies spread', false, waitMillis);

    it('waits out what passes by itself, where the next try is within the time', async () => {
      const patient = schedule.outcome(minute);
      const hasted = schedule.outcome(minute / 2);
      passes();
      expect(await hasted).toMatchObject({ rotated: false, nextTryInSeconds: 40 });
      timing.pass(40_000);
      schedule.succeed('device-1', 'c1');
      expect(await patient).toMatchObject({ rotated: true, certificateId: 'c1' });
    });

    it('says at once that the cloud refuses, whatever time there is', async () => {
      const outcome = schedule.outcome(hour);
      schedule.fail('not due', true, minute);
      expect(await outcome).toMatchObject({ rotated: false, reason: 'not due', nextTryInSeconds: 60 });
    });

    it('says why the last try failed before the time is over, while the next one takes its time', async () => {
      timing = new JumpingTiming(0, () => 0.5, 1);
      schedule = new RotationSchedule(timing, minute);
      const outcome = schedule.outcome(minute);
      passes(20_000);
      passes(30_000);
      timing.pass(57_999);
      expect(await stateOf(outcome)).toBe('waits');
      timing.pass(1);
      expect(await outcome).toMatchObject({ reason: 'its policies spread', nextTryInSeconds: 30 });
    });

    it('stops when whoever waited has gone', async () => {
      const gone = new AbortController();
      const outcome = schedule.outcome(minute, gone.signal);
      passes();
      gone.abort(new Error('gone'));
      await expect(outcome).rejects.toThrow('gone');
    });
  });

  it('says at once that an order has lapsed, whatever time there is', async () => {
    schedule.order('alert');
    const outcome = schedule.outcome(7 * 24 * hour);
    timing.pass(30 * hour);
    schedule.fail('refused', true, minute);
    expect(await outcome).toEqual({ rotated: false, reason: 'refused', refused: true });
  });
});

async function stateOf(outcome: Promise<unknown>): Promise<string> {
  const waits = new Promise<string>((resolve) => {
    setImmediate(() => resolve('waits'));
  });
  return Promise.race([outcome.then(() => 'ended'), waits]);
}
