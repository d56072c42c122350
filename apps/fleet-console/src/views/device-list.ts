import type { DeviceList, DeviceQuery } from '@fleet/fleet-console-api';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { searchDevices } from './index-search';
import { asksLogs, searchLogs } from './log-search';
import { asksRecords, searchRecords } from './record-search';

/** A page of the devices that are asked for, from where it is known. @throws UsageError, InvalidCertDateError */
export function deviceListOf(cloud: ConsoleCloud, query: DeviceQuery): Promise<DeviceList> {
  if (asksLogs(query)) {
    return searchLogs(cloud, query);
  }
  return asksRecords(query) ? searchRecords(cloud.fleet, query) : searchDevices(cloud.fleet, query);
}
