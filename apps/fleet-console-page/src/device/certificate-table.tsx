import Table, { type TableProps } from '@cloudscape-design/components/table';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import type { DeviceCertificate } from '@fleet/fleet-console-api';
import { useNarrow } from '../shell/use-narrow';
import { Minute } from '../words/minute';
import { Status } from '../shell/status';

type Column = TableProps.ColumnDefinition<DeviceCertificate>;

/** Every certificate with its dates, the newest first. */
export function CertificateTable({ certificates }: { readonly certificates: readonly DeviceCertificate[] }) {
  const isNarrow = useNarrow();
  return (
    <Table
      variant="embedded"
      wrapLines
      items={certificates.toReversed()}
      trackBy="certificateId"
      empty="It has no certificate on record, and none is attached to its thing."
      ariaLabels={{ tableLabel: 'Certificates of this device' }}
      columnDefinitions={isNarrow ? [id, standing] : [id, role, status, issued, over, proven, seen, retired]}
    />
  );
}

const id: Column = {
  id: 'id',
  header: 'Certificate',
  width: 150,
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
const role: Column = {
  id: 'role',
  header: 'Role',
  width: 110,
  cell: (each) => each.role.replaceAll('-', ' '),
};
const status: Column = {
  id: 'status',
  header: 'In AWS IoT',
  width: 135,
  cell: (each) => <CertificateStatus certificate={each} />,
};
/** On a narrow screen: both in one. */
const standing: Column = {
  id: 'standing',
  header: 'Role, and in AWS IoT',
  cell: (each) => (
    <>
      {each.role.replaceAll('-', ' ')}
      <br />
      <CertificateStatus certificate={each} />
    </>
  ),
};
const issued: Column = {
  id: 'issued',
  header: 'Issued',
  width: 105,
  cell: (each) => <Minute at={each.issuedAt} />,
};
const over: Column = {
  id: 'over',
  header: 'Over',
  width: 120,
  cell: ({ claim, issuedOver }) =>
    claim === undefined
      ? issuedOver === undefined
        ? '–'
        : `${issuedOver.slice(0, 10)}…`
      : `claim of ${claim.model}, generation ${claim.generation}`,
};
const proven: Column = {
  id: 'proven',
  header: 'Proven',
  width: 105,
  cell: (each) => <Minute at={each.provenAt} />,
};
const seen: Column = {
  id: 'seen',
  header: 'Last seen',
  width: 110,
  cell: (each) => <Minute at={each.lastSeenAt} />,
};
const retired: Column = {
  id: 'retired',
  header: 'Retired',
  width: 105,
  cell: (each) => <Minute at={each.retiredAt} />,
};

function CertificateStatus({
  certificate: { status: inAwsIot, attached },
}: {
  readonly certificate: DeviceCertificate;
}) {
  return (
    <Status type={inAwsIot === 'ACTIVE' ? 'success' : 'stopped'}>
      {inAwsIot.toLowerCase()}
      {attached ? '' : ', detached'}
    </Status>
  );
}
