import { looksTable } from './looks-table';
import { looks, type MeasuredVisit } from './measured-visit';

describe('the table of what was looked at', () => {
  it('has medians, and the longest of all visits', () => {
    const visit = (millis: number): MeasuredVisit => {
      const measured = [{ millis, processorMillis: millis / 10 }];
      return {
        firstView: measured,
        firstDevice: measured,
        firstDecisions: measured,
        devices: measured,
        decisions: measured,
        list: measured,
        viewAgain: measured,
        viewKept: measured,
      };
    };
    const lines = looksTable([visit(100), visit(900), visit(300)]).split('\n');
    expect(lines).toHaveLength(2 + looks.length);
    expect(lines[3]).toBe('| the first device after that | 0.30 s | 0.90 s | 0.03 s | 0.50 s |');
  });
});
