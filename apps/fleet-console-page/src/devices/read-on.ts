import { queryString, type DeviceList, type DeviceQuery } from '@fleet/fleet-console-api';

/** Asks for a part of a list. */
type AskForDevices = (query: string) => Promise<DeviceList>;

/** Whether a page of a list has room for more that may be there: records and logs are searched for so long, and no longer. */
export function canReadOn({ rows, next, source }: DeviceList, pageSize: number): boolean {
  return source !== 'index' && next !== undefined && rows.length < pageSize;
}

/**
 * Reads on until the page is full, or the list is at its end.
 * @param show is told what was found so far
 * @param isOver whether nobody wants to know any more
 */
export async function readOn(
  begun: DeviceList,
  { query, pageSize }: { readonly query: DeviceQuery; readonly pageSize: number },
  ask: AskForDevices,
  show: (list: DeviceList) => void,
  isOver: () => boolean,
): Promise<void> {
  let list = begun;
  while (canReadOn(list, pageSize) && !isOver()) {
    const limit = pageSize - list.rows.length;
    list = joined(list, await ask(queryString({ ...query, limit, after: list.next })));
    if (!isOver()) {
      show(list);
    }
  }
}

/** A log may name a device again that was named before. */
function joined(before: DeviceList, { rows, examined, remarks = [], ...rest }: DeviceList): DeviceList {
  const known = new Set(before.rows.map(({ serial }) => serial));
  return {
    ...rest,
    rows: [...before.rows, ...rows.filter(({ serial }) => !known.has(serial))],
    examined: before.examined + examined,
    remarks: [...new Set([...(before.remarks ?? []), ...remarks])],
  };
}
