import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JumpingTiming } from '../testing/jumping-timing';
import { Recovery } from './recovery';

const minute = 60_000;
const [one, other] = ['1'.repeat(64), '2'.repeat(64)] as const;

describe('what a device remembers of identities that were not let in', () => {
  let folder: string;
  let timing: JumpingTiming;
  let warnings: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recovery-'));
    timing = new JumpingTiming();
    warnings = [];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** As it is after a start of the agent. */
  const open = (): Recovery => new Recovery(folder, { timing, warn: (message) => warnings.push(message) });
  const fail = (rounds: number, failed: readonly string[] = [one], own = failed): void => {
    for (let round = 0; round < rounds; round += 1) {
      timing.pass(3 * minute);
      open().roundFailed(failed, own);
    }
  };

  it('outlives restarts: five rounds are counted, each by another process', () => {
    fail(4);
    expect(open().verdictOn([one]).reached).toBe(false);
    fail(1);
    expect(open().verdictOn([one])).toEqual({ reached: true, roundsToGo: 0, millisToGo: 0 });
  });

  it('is a verdict only where every one of them has failed', () => {
    fail(5, [one], [one, other]);
    expect(open().verdictOn([one, other])).toEqual({
      reached: false,
      roundsToGo: 5,
      millisToGo: 10 * minute,
    });
    expect(open().verdictOn([]).reached).toBe(false);
  });

  it('ends with the day that one is let in, and leaves no file behind', () => {
    fail(5);
    open().startOver(one);
    expect(open().verdictOn([one]).reached).toBe(false);
    expect(existsSync(join(folder, 'recovery.json'))).toBe(false);
  });

  it('forgets what the device has no more', () => {
    fail(1, [one, other]);
    open().keepOnly([other]);
    expect(open().verdictOn([one]).roundsToGo).toBe(5);
    expect(open().verdictOn([other]).roundsToGo).toBe(4);
  });

  it('is not moved by a clock that is set', () => {
    fail(1);
    for (let round = 0; round < 4; round += 1) {
      timing.clockError += 365 * 24 * 60 * minute;
      timing.pass(minute);
      open().roundFailed([one], [one]);
    }
    expect(open().verdictOn([one])).toMatchObject({ reached: false, roundsToGo: 0, millisToGo: 6 * minute });
  });

  it('asks for another certificate ever more rarely, a day apart at last, through restarts and reboots', () => {
    const waits = Array.from({ length: 12 }, () => open().requested());
    expect(waits[0]).toBe(2 * minute);
    expect(waits.slice(0, 9)).toEqual(waits.slice(0, 9).toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(24 * 60 * minute);
    const wait = open().requestWait();
    expect(wait).toBe(waits.at(-1));

    timing.pass(10 * minute);
    fail(1);
    timing.reboot();
    fail(2);
    expect(open().requestWait()).toBe(wait - 19 * minute);
  });

  it('asks soon again after one was proven, and not because one was let in', () => {
    open().requested();
    open().startOver(one);
    expect(open().requestWait()).toBeGreaterThan(0);
    open().proven([one]);
    expect(open().requestWait()).toBe(0);
    expect(existsSync(join(folder, 'recovery.json'))).toBe(false);
  });

  it.each(['', '[]', '{"version":2}', '{"version":1,"tallies":{"x":{}}}', 'a directory'])(
    'counts anew from a file that is none of its own, and says so: %p',
    (content) => {
      const path = join(folder, 'recovery.json');
      if (content === 'a directory') {
        mkdirSync(path);
      } else {
        writeFileSync(path, content);
      }
      const recovery = open();
      expect(warnings).toEqual([expect.stringContaining('recovery.json')]);
      expect(recovery.verdictOn([one])).toEqual({ reached: false, roundsToGo: 5, millisToGo: 10 * minute });
      recovery.roundFailed([one], [one]);
      expect(recovery.verdictOn([one]).roundsToGo).toBe(4);
    },
  );
});
