export const stateValues = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type StateValue = (typeof stateValues)[number];

export const missingDataTreatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof missingDataTreatments)[number];

export interface StateRules {
  /** N: as many data points decide. */
  readonly evaluationPeriods: number;
  /** M: of which as many have to breach. */
  readonly datapointsToAlarm: number;
  readonly missing: MissingData;
}

/**
 * Whether each data point of the evaluation range breaches the threshold, the newest first; `undefined` for one that is
 * missing.
 */
export type Observations = readonly (boolean | undefined)[];

/** Documented for three of three and two of three: five. Guessed: two more than N whatever the period is. */
export function evaluationRange({ evaluationPeriods }: Pick<StateRules, 'evaluationPeriods'>): number {
  return evaluationPeriods + 2;
}

/**
 * The state that an alarm goes into, by the user guide ("Configuring how CloudWatch alarms treat missing data");
 * `undefined` where it stays in its own.
 */
export function stateOf(observations: Observations, rules: StateRules): StateValue | undefined {
  const { evaluationPeriods, datapointsToAlarm: needed } = rules;
  const real = observations.filter((each) => each !== undefined);
  if (real.length >= evaluationPeriods) {
    return breachingIn(real.slice(0, evaluationPeriods)) >= needed ? 'ALARM' : 'OK';
  }
  const breaching = breachingIn(real);
  switch (rules.missing) {
    case 'breaching':
      return breaching + (evaluationPeriods - real.length) >= needed ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= needed ? 'ALARM' : 'OK';
    case 'missing':
    case 'ignore':
      return withoutMissing(observations, rules, breaching);
  }
}

/** What the data points that there are decide, where they are too few. */
function withoutMissing(
  observations: Observations,
  { datapointsToAlarm: needed, missing }: StateRules,
  breaching: number,
): StateValue | undefined {
  if (breaching >= needed) {
    return 'ALARM';
  }
  if (observations.includes(false)) {
    return 'OK';
  }
  if (missing === 'ignore') {
    return undefined;
  }
  // "Premature alarm state": one that breaches, and is as old as M, is enough where all newer ones breach or are missing.
  // Where it is not as old, the guide of 2019 says what the present one leaves out.
  return observations.lastIndexOf(true) + 1 >= needed ? 'ALARM' : 'INSUFFICIENT_DATA';
}

function breachingIn(observations: Observations): number {
  return observations.filter((each) => each === true).length;
}
