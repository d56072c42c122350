import { ConsoleFailure } from '../asking/failure';
import { newWork, type Work } from './work';
import { endOf } from './work-end';

const act = { isDryRun: false, total: 1 };
const failedBy = (failure: ConsoleFailure): Work => ({ ...newWork, state: 'failed', failures: [failure] });

describe('how work is said to have ended', () => {
  it('is that nothing was done only where it was refused before it began', () => {
    const refused = failedBy(new ConsoleFailure('refused', 'There is no such device.'));
    expect(endOf(refused, act)).toEqual({ type: 'error', words: 'It was not done' });
  });

  it.each([
    ['it was done in part', new ConsoleFailure('partly', 'It comes back.')],
    ['a call failed in between', new ConsoleFailure('unexpected', 'AWS answered with 500.')],
    ['the stream was cut', new ConsoleFailure('no-server', 'Nobody knows how far this came.')],
  ])('is that it did not come to its end where %s', (_what, failure) => {
    expect(endOf(failedBy(failure), act).words).toBe('It did not come to its end; see below');
  });

  it('names the permission that is missing, and does not claim that nothing was done', () => {
    const denied = failedBy(new ConsoleFailure('denied', 'AWS does not let you.', 'iot:UpdateCertificate'));
    expect(endOf(denied, act).words).toBe(
      'Not permitted: you need iot:UpdateCertificate. It did not come to its end; see below',
    );
    expect(endOf(denied, { ...act, isDryRun: true }).words).toBe(
      'Not permitted: you need iot:UpdateCertificate',
    );
  });

  it('is of a trial that nothing was changed, whatever became of it', () => {
    const trial = { isDryRun: true, total: 3 };
    expect(endOf({ ...newWork, state: 'stopped' }, trial).words).toBe('Stopped. Nothing was changed');
    expect(endOf(failedBy(new ConsoleFailure('unexpected', 'AWS answered with 500.')), trial).words).toBe(
      'It could not be tried; see below. Nothing was changed',
    );
    expect(endOf({ ...newWork, state: 'done', succeeded: 2, failed: 1 }, trial).words).toBe(
      '2 devices can be done, 1 cannot. Nothing was changed',
    );
  });

  it('says of a selection that was stopped what still happens', () => {
    expect(endOf({ ...newWork, state: 'stopped' }, { isDryRun: false, total: 3 }).words).toBe(
      'Stopped. The device that was under way is finished, and the others are left as they are',
    );
  });

  it('says how many were done, and in part', () => {
    expect(
      endOf({ ...newWork, state: 'done', succeeded: 2, failed: 1 }, { isDryRun: false, total: 3 }),
    ).toEqual({ type: 'warning', words: '2 devices done, 1 failed' });
    expect(
      endOf({ ...newWork, state: 'done', succeeded: 2, failed: 2, partly: 1 }, { isDryRun: false, total: 4 })
        .words,
    ).toBe('2 devices done, 2 failed, 1 of them done in part');
    expect(endOf({ ...newWork, state: 'done', succeeded: 1, failed: 0 }, act)).toEqual({
      type: 'success',
      words: 'Done',
    });
  });
});
