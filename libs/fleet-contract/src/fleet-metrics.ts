/** The namespace of what the fleet's functions count (CloudWatch, embedded metric format). */
export const metricNamespace = 'FleetProvisioning';

/**
 * The metrics that alarms and the dashboard read. All have the dimension `fleet`, the resource tag: several fleets of an
 * account are told apart. No dimension is a serial or a certificate id, as CloudWatch bills each value of each.
 */
export const fleetMetrics = {
  /** Of hooks and proof handler, also by `source`, `decision` and `reason`. */
  decisions: 'decisions',
  /** Of the provision hook, also by `model`, which is the claim's. */
  refusals: 'refusals',
  /** Devices that have proven their first certificate. */
  joined: 'joined',
  /** Certificates that were asked for by rotation, and proven. */
  rotated: 'rotated',
  /** One for each sweep that came to its end. */
  sweepsDone: 'sweepsDone',
  /** Sweeps that another day's has taken the place of. */
  sweepsGivenUp: 'sweepsGivenUp',
  warned: 'warned',
  found: 'found',
  expired: 'expired',
  deactivated: 'deactivated',
  unreachable: 'unreachable',
  /** Days. The oldest successor that waits for a proof, of the devices that a sweep looks at. */
  oldestUnproven: 'oldestUnprovenDays',
  /** Things of the fleet's group, as the fleet index counts them. */
  fleetSize: 'fleetSize',
  /** 1 where the fleet index has nothing of a fleet that has devices, and 0 otherwise. */
  emptyIndex: 'emptyIndex',
  /** Days until the first claim ends that is in force. */
  claimDaysLeft: 'claimDaysLeft',
} as const;

/** Certificates by their age, in parts of the rotation period: what each counts, in the order of their ages. */
export const ageMetrics = {
  /** Younger than a quarter of the period. */
  firstQuarter: 'ageFirstQuarter',
  secondQuarter: 'ageSecondQuarter',
  thirdQuarter: 'ageThirdQuarter',
  lastQuarter: 'ageLastQuarter',
  /** The period is over, and the days of spread and grace are not. */
  due: 'ageDue',
  /** Those are over too. */
  overdue: 'ageOverdue',
  /** Things without a date, or with one that is none. */
  undated: 'ageUndated',
} as const;

/** What `model` is where nobody knows the claim: it is not on record, or was not looked at. No model has such a name. */
export const noModel = '(none)';
