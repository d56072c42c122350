import { nothingCounted } from '../sweep/sweep-counts';
import { inWords, monitorAnswer } from './monitor-answer';

describe('what the operator reads of a sweep', () => {
  it('is what it came upon, and nothing of what there was none of', () => {
    const counts = { ...nothingCounted, found: 3, firstWarnings: 2, failed: 1, failures: { Throttling: 1 } };
    const answer = monitorAnswer.parse({ outcome: 'done', today: '20270101', seconds: 1.5, counts });
    expect(inWords(answer)).toBe(
      'The sweep for 20270101 is done, in 1.5 s.\n  found: 3\n  first warnings: 2\n  failed: 1\n    Throttling: 1',
    );
  });

  it('says that nothing was due', () => {
    const done = { outcome: 'done', today: '20270101', seconds: 0, counts: nothingCounted };
    expect(inWords(monitorAnswer.parse(done))).toContain('nothing was due');
  });

  it('says when a sweep continues that takes longer than one function', () => {
    const at = '2027-01-01T03:16:00.000Z';
    const answer = monitorAnswer.parse({
      outcome: 'continues',
      today: '20270101',
      at,
      counts: nothingCounted,
    });
    expect(inWords(answer)).toMatch(`continues in the cloud at ${at}`);
  });

  it('says that another sweep is running', () => {
    expect(inWords(monitorAnswer.parse({ outcome: 'busy' }))).toContain('Another sweep is running');
  });
});
