import { defined } from '@fleet/optional-members';

/** Options of `faults add`, as the command line has them. */
export interface FaultOptions {
  readonly id?: string;
  readonly from?: string;
  readonly times?: string;
  readonly clientId?: string;
  readonly topic?: string;
  readonly after?: boolean;
  readonly code?: string;
  readonly status?: string;
  readonly message?: string;
  readonly millis?: string;
  readonly reasonCode?: string;
  readonly alert?: string;
}

/** The definition of a fault, for the cloud to check. */
export function faultFrom(point: string, kind: string, options: FaultOptions): object {
  const { id, from, times, clientId, topic, after, code, status, message, millis, reasonCode, alert } =
    options;
  return {
    ...defined({ id, from: number(from), times: times === 'always' ? times : number(times) }),
    point,
    match: defined({ clientId, topic }),
    effect: {
      kind,
      ...defined({
        when: after === true ? 'after' : undefined,
        code,
        status: number(status),
        message,
        millis: number(millis),
        reasonCode: number(reasonCode),
        alert,
      }),
    },
  };
}

/** What is no number stays a text, which the refusal then names. */
function number(text: string | undefined): number | string | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}
