import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { DeviceList } from '@fleet/fleet-console-api';
import { Status } from '../shell/status';
import { counted, numberWords } from '../words/moments';
import { canReadOn } from './read-on';
import type { ReadingOn } from './use-read-on';

/** Which question a list answers, as nothing in it may pretend to be sorted or of this second. */
export function sourceWords({ rows, source, query, examined, next }: DeviceList, filters: string): string {
  const devices = rows.length === 0 ? 'No device' : counted(rows.length, 'device');
  const shown = `${devices} on this page${next === undefined ? ', and no page after it' : ''}`;
  switch (source) {
    case 'index':
      return `${shown}, from the fleet index, which is some seconds behind and does not sort: ${query}`;
    case 'records':
      return `${shown}, from ${counted(examined, 'record')} read one after the other: ${filters}`;
    case 'logs':
      return `${shown}, from ${counted(examined, 'line')} of the logs, the oldest first: ${query}`;
  }
}

/** Whether there is more to say of a list than what is on its page. */
export function isUnfinished({ list, isReading }: ReadingOn, pageSize: number): boolean {
  return isReading || (list !== undefined && canReadOn(list, pageSize));
}

/** Records and logs are searched for a while; who wants to know has the search go on. */
export function ReadOn({ reading }: { readonly reading: ReadingOn }) {
  const { list, isReading, start, stop } = reading;
  if (list === undefined) {
    return null;
  }
  const { rows, examined, source } = list;
  const read = `${numberWords(examined)} ${source === 'records' ? 'records' : 'lines'} read, ${counted(rows.length, 'device')} found`;
  return (
    <div className="read-on">
      {isReading ? (
        <>
          <Status type="loading">{read}</Status> <Button onClick={stop}>Stop</Button>
        </>
      ) : (
        <>
          <Box color="text-body-secondary">{read}: there may be more.</Box>{' '}
          <Button onClick={start}>Read on until the page is full</Button>
        </>
      )}
    </div>
  );
}
