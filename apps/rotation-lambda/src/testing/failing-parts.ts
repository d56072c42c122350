import type { FailingCalls } from '@fleet/failing-calls';
import type { SweepParts } from '../sweep/sweep-parts';

/** A sweep whose calls for one device may fail: on AWS IoT, on the record, to publish. */
export function failingAtDevices(parts: SweepParts, calls: FailingCalls): SweepParts {
  return atDevices(parts, (port) => calls.on(port));
}

/** A sweep whose own calls may fail: for its place and its spool, on agenda and index. */
export function failingOnItsWay(parts: SweepParts, calls: FailingCalls): SweepParts {
  const { agenda, index, store } = parts;
  return { ...parts, agenda: calls.on(agenda), index: calls.on(index), store: calls.on(store) };
}

/** A sweep before whose n-th call for a device, from 1 on, something else happens. */
export function overtakenAtDevices(
  parts: SweepParts,
  { call, happens }: { readonly call: number; readonly happens: () => Promise<void> },
): SweepParts {
  let calls = 0;
  const beforeEach = async (act: () => unknown): Promise<unknown> => {
    calls += 1;
    if (calls === call) {
      await happens();
    }
    return act();
  };
  return atDevices(parts, (port) => before(port, beforeEach));
}

function atDevices(parts: SweepParts, over: <Port extends object>(port: Port) => Port): SweepParts {
  const { iot, alerts, registry } = parts.context;
  const context = { ...parts.context, iot: over(iot), alerts: over(alerts), registry: over(registry) };
  return { ...parts, context };
}

/** The same port, whose methods are called through `call`. All of them have to be asynchronous. */
function before<Port extends object>(port: Port, call: (act: () => unknown) => Promise<unknown>): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') {
        return member;
      }
      return (...given: readonly unknown[]) => call(() => Reflect.apply(member, target, given));
    },
  });
}
