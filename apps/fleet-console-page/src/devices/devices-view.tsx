import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { apiPaths, deviceList, queryString, type DeviceList, type DeviceRow } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ActMenu } from '../acts/act-menu';
import { FailureAlert } from '../asking/failure-alert';
import { useAnswer } from '../asking/use-answer';
import { CopyButton } from '../copying/copy-button';
import { Status } from '../shell/status';
import { useNarrow } from '../shell/use-narrow';
import { useTitle } from '../shell/use-title';
import { counted } from '../words/moments';
import { deviceColumns } from './device-columns';
import { addressOf, filterOf, filterWords, hasFilter } from './device-filter';
import { DeviceFilters } from './device-filters';
import { isUnfinished, ReadOn, sourceWords } from './list-source';
import { useReadOn } from './use-read-on';

const pageSize = 50;

/** The devices that the address asks for, page by page. */
export default function DevicesView() {
  useTitle('Devices');
  const query = filterOf(useSearch());
  const [, navigate] = useLocation();
  const isNarrow = useNarrow();
  const answer = useAnswer(apiPaths.devices(queryString({ limit: pageSize, ...query })), deviceList, 'fleet');
  const reading = useReadOn(answer.value, query, pageSize);
  const { list } = reading;
  const failure = answer.failure ?? reading.failure;
  const [selected, setSelected] = useState<readonly DeviceRow[]>([]);
  const { after: _after, ...filter } = query;
  const listed = addressOf(filter);
  useEffect(() => setSelected([]), [listed]);
  return (
    <SpaceBetween size="l">
      {failure && !answer.isAsking && (
        <FailureAlert failure={failure} what="listing devices" onRetry={answer.askAgain} />
      )}
      <Table
        variant="full-page"
        stickyHeader={!isNarrow}
        header={
          <ListHeader
            list={list}
            words={filterWords(query)}
            selected={selected}
            onAskAgain={answer.askAgain}
          />
        }
        filter={<DeviceFilters query={query} onChange={(next) => navigate(addressOf(next))} />}
        pagination={
          <Paging
            isFirst={query.after === undefined}
            next={list?.next}
            onFirst={() => navigate(listed)}
            onNext={(after) => navigate(addressOf({ ...query, after }))}
          />
        }
        items={list?.rows ?? []}
        loading={list === undefined && failure === undefined}
        loadingText="Listing devices"
        empty={list && <NoDevices hasFilter={hasFilter(query)} hasNext={list.next !== undefined} />}
        {...defined({ footer: isUnfinished(reading, pageSize) ? <ReadOn reading={reading} /> : undefined })}
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
        columnDefinitions={deviceColumns(isNarrow, list ?? { rows: [], source: 'index' })}
      />
    </SpaceBetween>
  );
}

function ListHeader({
  list,
  words,
  selected,
  onAskAgain,
}: {
  readonly list: DeviceList | undefined;
  /** The filters. */
  readonly words: string;
  readonly selected: readonly DeviceRow[];
  readonly onAskAgain: () => void;
}) {
  return (
    <Header
      variant="h1"
      counter={selected.length > 0 ? `(${selected.length} chosen)` : ''}
      description={
        list === undefined ? (
          words
        ) : (
          <>
            {sourceWords(list, words)}
            {list.remarks?.map((remark) => (
              <div key={remark}>
                <Status type="info">{remark}</Status>
              </div>
            ))}
          </>
        )
      }
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="refresh" ariaLabel="Ask again" onClick={onAskAgain} />
          <CopyButton what="device" rows={list?.rows ?? []} />
          <ActMenu
            serials={selected.map(({ serial }) => serial)}
            label={
              selected.length === 0 ? 'Act on the chosen' : `Act on ${counted(selected.length, 'device')}`
            }
            isPrimary={selected.length > 0}
            onChanged={onAskAgain}
          />
        </SpaceBetween>
      }
    >
      Devices
    </Header>
  );
}

function Paging({
  isFirst,
  next,
  onFirst,
  onNext,
}: {
  readonly isFirst: boolean;
  readonly next: string | undefined;
  readonly onFirst: () => void;
  readonly onNext: (after: string) => void;
}) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {!isFirst && <Button onClick={onFirst}>First page</Button>}
      <Button
        disabled={next === undefined}
        iconName="angle-right"
        iconAlign="right"
        onClick={() => next !== undefined && onNext(next)}
      >
        Next page
      </Button>
    </SpaceBetween>
  );
}

function NoDevices({ hasFilter, hasNext }: { readonly hasFilter: boolean; readonly hasNext: boolean }) {
  if (hasNext) {
    return <Box textAlign="center">None among those that were read so far.</Box>;
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
