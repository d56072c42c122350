import { fleetMetrics, metricNamespace, noModel } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { Logger } from 'pino';

/** Long enough for every legal value; what a hostile device sends beyond it is not kept. */
const longestLogged = 140;

/**
 * What one call decided, for people and for CloudWatch. A reason is one of a handful of words, and a model one of the
 * operator's, so each can be a metric's dimension; serial and certificate ids are not.
 */
export interface DecisionRecord {
  readonly decision: 'allowed' | 'refused' | 'error' | 'moved' | 'already-current' | 'ignored';
  /** `none` where nothing has to be given. */
  readonly reason: string;
  readonly serial?: string | undefined;
  readonly clientId?: string | undefined;
  /** Of the claim that was asked with, where it is on record. */
  readonly model?: string | undefined;
  /** What the certificate is that has become current: the first of its device, or one that it has rotated to. */
  readonly became?: 'joined' | 'rotated' | undefined;
  /** Of the certificate on the connection. */
  readonly principal?: string | undefined;
  /** Of the certificate that was asked for. */
  readonly certificateId?: string | undefined;
}

/** Whose decision it is. Two fleets of one account count in one namespace of CloudWatch, and each its own. */
export interface DecisionSource {
  /** The resource tag. */
  readonly fleet: string;
  readonly source: 'provision' | 'rotation' | 'proof';
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
  const { serial, clientId, became, model, ...rest } = record;
  const isRefusal = source === 'provision' && record.decision === 'refused';
  const line = {
    ...rest,
    serial: serial?.slice(0, longestLogged),
    clientId: clientId?.slice(0, longestLogged),
    fleet,
    source,
    decisions: 1,
    model: isRefusal ? (model ?? noModel) : model,
    ...defined({
      refusals: isRefusal ? 1 : undefined,
      joined: became === 'joined' ? 1 : undefined,
      rotated: became === 'rotated' ? 1 : undefined,
    }),
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        counted(['fleet', 'source', 'decision', 'reason'], fleetMetrics.decisions),
        ...(isRefusal ? [counted(['fleet', 'model'], fleetMetrics.refusals)] : []),
        ...(became === undefined ? [] : [counted(['fleet'], fleetMetrics[became])]),
      ],
    },
  };
  if (record.decision === 'refused' || record.decision === 'error') {
    log.warn(line, record.decision);
  } else {
    log.info(line, record.decision);
  }
}

function counted(dimensions: readonly string[], name: string): object {
  return { Namespace: metricNamespace, Dimensions: [dimensions], Metrics: [{ Name: name, Unit: 'Count' }] };
}
