import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import type { DeviceCertificate } from '@fleet/fleet-console-api';
import { useNarrow } from '../shell/use-narrow';
import { minuteOf } from '../words/moments';

type Column = TableProps.ColumnDefinition<DeviceCertificate>;

/** Every certificate with its dates, the newest first. */
export function CertificateTable({ certificates }: { readonly certificates: readonly DeviceCertificate[] }) {
  const isNarrow = useNarrow();
  return (
    <Table
      variant="embedded"
      items={certificates.toReversed()}
      trackBy="certificateId"
      empty="It has no certificate on record, and none is attached to its thing."
      ariaLabels={{ tableLabel: 'Certificates of this device' }}
      columnDefinitions={
        isNarrow ? [id, role, status] : [id, role, status, issued, over, proven, seen, retired]
      }
    />
  );
}

const id: Column = {
  id: 'id',
  header: 'Certificate',
  isRowHeader: true,
  cell: ({ certificateId }) => (
    <CopyToClipboard
      variant="inline"
      textToDisplay={`${certificateId.slice(0, 10)}…`}
      textToCopy={certificateId}
      copyButtonAriaLabel={`Copy the id ${certificateId.slice(0, 10)}…`}
      copySuccessText="The id is copied"
      copyErrorText="The browser did not let the page copy"
    />
  ),
};
const role: Column = { id: 'role', header: 'Role', cell: (each) => each.role.replaceAll('-', ' ') };
const status: Column = {
  id: 'status',
  header: 'In AWS IoT',
  cell: (each) => (
    <StatusIndicator type={each.status === 'ACTIVE' ? 'success' : 'stopped'}>
      {each.status.toLowerCase()}
      {each.attached ? '' : ', detached'}
    </StatusIndicator>
  ),
};
const issued: Column = { id: 'issued', header: 'Issued', cell: (each) => minuteOf(each.issuedAt) };
const over: Column = {
  id: 'over',
  header: 'Over',
  cell: ({ claim, issuedOver }) =>
    claim === undefined
      ? issuedOver === undefined
        ? '–'
        : `${issuedOver.slice(0, 10)}…`
      : `claim ${claim.model} ${claim.generation}`,
};
const proven: Column = { id: 'proven', header: 'Proven', cell: (each) => minuteOf(each.provenAt) };
const seen: Column = { id: 'seen', header: 'Last seen', cell: (each) => minuteOf(each.lastSeenAt) };
const retired: Column = { id: 'retired', header: 'Retired', cell: (each) => minuteOf(each.retiredAt) };
