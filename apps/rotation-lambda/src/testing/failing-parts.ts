import type { FailingCalls } from '@fleet/failing-calls';
import type { SweepParts } from '../sweep/sweep-parts';

/** A sweep whose calls for one device may fail: on AWS IoT, on the record, to publish. */
export function failingAtDevices(parts: SweepParts, calls: FailingCalls): SweepParts {
  const { iot, alerts, registry } = parts.context;
  const failing = { iot: calls.on(iot), alerts: calls.on(alerts), registry: calls.on(registry) };
  return { ...parts, context: { ...parts.context, ...failing } };
}

/** A sweep whose own calls may fail: for its place and its spool, on agenda and index. */
export function failingOnItsWay(parts: SweepParts, calls: FailingCalls): SweepParts {
  const { agenda, index, store } = parts;
  return { ...parts, agenda: calls.on(agenda), index: calls.on(index), store: calls.on(store) };
}
