import type { WorkEvent } from '@fleet/fleet-console-api';
import { newWork, wasCut, workAfter } from './work';

const after = (...events: WorkEvent[]) => events.reduce(workAfter, newWork);
const failed: WorkEvent = {
  kind: 'failed',
  serial: 'sensor-2',
  failure: {
    kind: 'denied',
    message: 'IAM denies iot:UpdateCertificate.',
    permission: 'iot:UpdateCertificate',
  },
};

describe('what work has told', () => {
  it('are its lines, its data and its end', () => {
    const work = after(
      { kind: 'progress', words: '1 of 2' },
      { kind: 'say', serial: 'sensor-1', words: 'Would block sensor-1.' },
      { kind: 'result', serial: 'sensor-1', words: 'sensor-1 is blocked', data: { serial: 'sensor-1' } },
      failed,
      { kind: 'done', succeeded: 1, failed: 1 },
    );
    expect(work).toMatchObject({
      state: 'done',
      progress: '1 of 2',
      data: { serial: 'sensor-1' },
      ended: 2,
      failures: [{ kind: 'denied', permission: 'iot:UpdateCertificate' }],
      succeeded: 1,
      failed: 1,
    });
    expect(work.lines.map(({ kind, serial }) => [kind, serial])).toEqual([
      ['say', 'sensor-1'],
      ['result', 'sensor-1'],
      ['failed', 'sensor-2'],
    ]);
  });

  it('is kept in part, however much it is: the last lines, the last data, a failure of each kind', () => {
    const events = Array.from({ length: 2_500 }, (_, at): WorkEvent[] => [
      { kind: 'result', serial: `sensor-${at}`, words: 'blocked', data: { at } },
      { ...failed, serial: `sensor-${at}` },
    ]);
    const work = after(...events.flat());
    expect(work).toMatchObject({ ended: 2_500, data: { at: 2_499 } });
    expect(work.lines).toHaveLength(2_000);
    expect(work.lines.at(-1)?.number).toBe(5_000);
    expect(work.failures).toHaveLength(1);
  });

  it('has what was done in part among its failures', () => {
    const work = after(
      { kind: 'partly', failure: { kind: 'partly', message: 'It is blocked, and comes back.' } },
      { kind: 'done', succeeded: 0, failed: 1, partly: 1 },
    );
    expect(work).toMatchObject({ state: 'failed', failures: [{ kind: 'partly' }], partly: 1 });
  });

  it('failed where nothing succeeded', () => {
    expect(after(failed, { kind: 'done', succeeded: 0, failed: 1 }).state).toBe('failed');
  });

  it('says so when the stream was cut, and not when it has come to its end', () => {
    expect(wasCut(newWork)).toMatchObject({ state: 'failed', failures: [{ kind: 'no-server' }] });
    expect(wasCut(after({ kind: 'done', succeeded: 1, failed: 0 })).state).toBe('done');
    expect(wasCut(after(failed)).failures).toHaveLength(1);
  });
});
