import type { Logger } from 'pino';

/** Long enough for every legal value; what a hostile device sends beyond it is not kept. */
const longestLogged = 140;

/**
 * What one call decided, for people and for CloudWatch. A reason is one of a handful of words, so it can be a
 * metric's dimension; serial and certificate ids are not.
 */
export interface DecisionRecord {
  readonly decision: 'allowed' | 'refused' | 'error' | 'moved' | 'already-current' | 'ignored';
  /** `none` where nothing has to be given. */
  readonly reason: string;
  readonly serial?: string | undefined;
  readonly clientId?: string | undefined;
  /** Of the certificate on the connection. */
  readonly principal?: string | undefined;
  /** Of the certificate that was asked for. */
  readonly certificateId?: string | undefined;
}

/** Whose decision it is. Two fleets of one account count in one namespace of CloudWatch, and each its own. */
export interface DecisionSource {
  /** Resource tag. */
  readonly fleet: string;
  /** Names the function in logs and metrics. */
  readonly source: string;
}

/**
 * Writes one line: a log record and, in CloudWatch's embedded metric format, a count by fleet, function and reason.
 * Neither tokens nor keys reach a hook's decision, so none can reach its log.
 */
export function logDecision(
  log: Logger,
  { fleet, source }: DecisionSource,
  at: Date,
  record: DecisionRecord,
): void {
  const { serial, clientId, ...rest } = record;
  const line = {
    ...rest,
    serial: serial?.slice(0, longestLogged),
    clientId: clientId?.slice(0, longestLogged),
    fleet,
    source,
    decisions: 1,
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'FleetProvisioning',
          Dimensions: [['fleet', 'source', 'decision', 'reason']],
          Metrics: [{ Name: 'decisions', Unit: 'Count' }],
        },
      ],
    },
  };
  if (record.decision === 'refused' || record.decision === 'error') {
    log.warn(line, record.decision);
  } else {
    log.info(line, record.decision);
  }
}
