import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { apiPaths, deviceList, queryString, type DeviceList, type DeviceRow } from '@fleet/fleet-console-api';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ActMenu } from '../acts/act-menu';
import { FailureAlert } from '../asking/failure-alert';
import { useAnswer } from '../asking/use-answer';
import { CopyButton } from '../copying/copy-button';
import { useNarrow } from '../shell/use-narrow';
import { useTitle } from '../shell/use-title';
import { counted } from '../words/moments';
import { addressOf, filterOf, filterWords, hasFilter } from './device-filter';
import { DeviceFilters } from './device-filters';
import { deviceColumns } from './device-columns';

const pageSize = 50;

/** The devices that the address asks for, page by page. */
export default function DevicesView() {
  useTitle('Devices');
  const query = filterOf(useSearch());
  const [, navigate] = useLocation();
  const isNarrow = useNarrow();
  const answer = useAnswer(apiPaths.devices(queryString({ limit: pageSize, ...query })), deviceList, 'fleet');
  const { value, failure, isAsking, askAgain } = answer;
  const [selected, setSelected] = useState<readonly DeviceRow[]>([]);
  const { after: _after, ...filter } = query;
  const listed = addressOf(filter);
  useEffect(() => setSelected([]), [listed]);
  const isFirst = query.after === undefined;
  const words = filterWords(query);
  return (
    <SpaceBetween size="l">
      {failure && !isAsking && <FailureAlert failure={failure} what="listing devices" onRetry={askAgain} />}
      <Table
        variant="full-page"
        stickyHeader={!isNarrow}
        header={
          <Header
            variant="h1"
            counter={selected.length > 0 ? `(${selected.length} chosen)` : ''}
            description={value === undefined ? words : sourceWords(value)}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Ask again" onClick={askAgain} />
                <CopyButton what="device" rows={value?.rows ?? []} />
                <ActMenu
                  serials={selected.map(({ serial }) => serial)}
                  label={
                    selected.length === 0
                      ? 'Act on the chosen'
                      : `Act on ${counted(selected.length, 'device')}`
                  }
                  isPrimary={selected.length > 0}
                  onChanged={askAgain}
                />
              </SpaceBetween>
            }
          >
            Devices
          </Header>
        }
        filter={<DeviceFilters query={query} onChange={(next) => navigate(addressOf(next))} />}
        pagination={
          <SpaceBetween direction="horizontal" size="xs">
            {!isFirst && <Button onClick={() => navigate(listed)}>First page</Button>}
            <Button
              disabled={value?.next === undefined}
              iconName="angle-right"
              iconAlign="right"
              onClick={() =>
                value?.next !== undefined && navigate(addressOf({ ...query, after: value.next }))
              }
            >
              Next page
            </Button>
          </SpaceBetween>
        }
        items={value?.rows ?? []}
        loading={value === undefined && failure === undefined}
        loadingText="Listing devices"
        empty={<NoDevices hasFilter={hasFilter(query)} hasNext={value?.next !== undefined} />}
        trackBy="serial"
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
        ariaLabels={{
          tableLabel: 'Devices',
          selectionGroupLabel: 'Choose devices',
          allItemsSelectionLabel: () => 'Choose all devices of this page',
          itemSelectionLabel: (_data, { serial }) => `Choose ${serial}`,
        }}
        columnDefinitions={deviceColumns(
          isNarrow,
          value?.rows.some(({ state }) => state !== undefined) === true,
        )}
      />
    </SpaceBetween>
  );
}

/** Which question this answers, as nothing here may pretend to be sorted or of this second. */
function sourceWords({ rows, source, query, examined, next }: DeviceList): string {
  const shown = `${counted(rows.length, 'device')} on this page${next === undefined ? ', the last one' : ''}`;
  return source === 'index'
    ? `${shown}, from the fleet index, which is some seconds behind and does not sort: ${query}`
    : `${shown}, from ${counted(examined, 'record')} read one after the other: ${query}`;
}

function NoDevices({ hasFilter, hasNext }: { readonly hasFilter: boolean; readonly hasNext: boolean }) {
  if (hasNext) {
    return (
      <Box textAlign="center">None among those that were read for this page. Go on with the next page.</Box>
    );
  }
  return (
    <Box textAlign="center" color="inherit">
      <b>{hasFilter ? 'No device is like that' : 'No device has joined this fleet yet'}</b>
      <Box variant="p" color="inherit">
        {hasFilter ? 'Take a filter away.' : 'It appears here when it has provisioned.'}
      </Box>
    </Box>
  );
}
