import { evaluationRange, missingDataTreatments, stateOf } from './state-rules';

const observations = (points: string) =>
  points
    .split(' ')
    .map((point) => (point === '-' ? undefined : point === 'X'))
    .reverse();

const statesOf = (points: string, datapointsToAlarm: number) =>
  missingDataTreatments.map(
    (missing) =>
      stateOf(observations(points), { evaluationPeriods: 3, datapointsToAlarm, missing }) ?? 'retained',
  );

/** The tables of the user guide, "How alarm state is evaluated when data is missing"; the newest is on the right. */
describe('the state of an alarm', () => {
  it('is looked for in two data points more than it needs', () => {
    expect(evaluationRange({ evaluationPeriods: 3 })).toBe(5);
  });

  it.each([
    // data points, missing, ignore, breaching, notBreaching
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', 'retained', 'ALARM', 'OK'],
    // "Avoiding premature transitions": not yet.
    ['- - - - X', 'INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK'],
    ['- - - X -', 'INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK'],
    ['X X X 0 0', 'OK', 'OK', 'OK', 'OK'],
  ])('of 3 out of 3 after %s', (points, ...states) => {
    expect(statesOf(points, 3)).toEqual(states);
  });

  it.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', 'retained', 'ALARM', 'OK'],
  ])('of 2 out of 3 after %s', (points, ...states) => {
    expect(statesOf(points, 2)).toEqual(states);
  });
});
