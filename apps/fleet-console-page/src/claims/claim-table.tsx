import { useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ClaimRow, JoinedByClaim } from '@fleet/fleet-console-api';
import { CopyButton } from '../copying/copy-button';
import { useConsole, whyNot } from '../shell/console-context';
import { useNarrow } from '../shell/use-narrow';
import { Minute } from '../words/minute';
import { numberWords } from '../words/moments';
import { Status } from '../shell/status';

interface ClaimTableProps {
  readonly claims: readonly ClaimRow[];
  /** Once somebody had them counted. */
  readonly joined: JoinedByClaim | undefined;
  readonly onRevoke: (claim: ClaimRow) => void;
}

type Column = TableProps.ColumnDefinition<ClaimRow>;

export function ClaimTable({ claims, joined, onRevoke }: ClaimTableProps) {
  const console = useConsole();
  const isNarrow = useNarrow();
  const reason = whyNot(console, 'revoke-claim');
  const countsOf = (claim: ClaimRow) =>
    joined?.claims.find(({ certificateId }) => certificateId === claim.certificateId);
  const number = (count: number | undefined) => (count === undefined ? '–' : numberWords(count));
  const { items, collectionProps } = useCollection(claims, { sorting: {} });
  const counts: Column[] = [
    {
      id: 'joined',
      header: 'Joined',
      cell: (claim) => number(countsOf(claim)?.joined),
      sortingComparator: (one, other) => (countsOf(one)?.joined ?? -1) - (countsOf(other)?.joined ?? -1),
    },
    { id: 'unproven', header: 'Unproven', cell: (claim) => number(countsOf(claim)?.unproven) },
  ];
  const revoke: Column = {
    id: 'revoke',
    header: 'End it',
    minWidth: 100,
    cell: (claim) => (
      <Button
        variant="inline-link"
        disabled={claim.revokedAt !== undefined || reason !== undefined}
        disabledReason={reason ?? 'It is revoked already.'}
        ariaLabel={`Revoke the claim of ${claim.model}, generation ${claim.generation}`}
        onClick={() => onRevoke(claim)}
      >
        Revoke
      </Button>
    ),
  };
  return (
    <Table
      {...collectionProps}
      header={
        <Header
          variant="h2"
          counter={`(${claims.length})`}
          actions={
            <CopyButton
              what="claim"
              rows={claims.map((claim) => ({
                ...claim,
                joined: countsOf(claim)?.joined,
                unproven: countsOf(claim)?.unproven,
              }))}
            />
          }
        >
          By model and generation
        </Header>
      }
      items={items}
      wrapLines
      trackBy="certificateId"
      empty="No model has a claim. Deploy the fleet: the deployment makes one for each model."
      ariaLabels={{ tableLabel: 'Claims' }}
      columnDefinitions={
        isNarrow
          ? [model, generation, status, revoke]
          : [
              model,
              generation,
              status,
              certificate,
              issued,
              ended,
              ...(joined === undefined ? [] : counts),
              revoke,
            ]
      }
    />
  );
}

const model: Column = {
  id: 'model',
  header: 'Model',
  sortingField: 'model',
  isRowHeader: true,
  cell: (claim) => (claim.isConfigured ? claim.model : `${claim.model} (not configured any more)`),
};
const generation: Column = {
  id: 'generation',
  header: 'Generation',
  sortingField: 'generation',
  cell: (claim) => claim.generation,
};
const status: Column = {
  id: 'status',
  header: 'In AWS IoT',
  minWidth: 98,
  cell: (claim) => (
    <Status type={claim.status === 'ACTIVE' ? 'success' : 'stopped'}>
      {claim.status?.toLowerCase() ?? 'gone'}
    </Status>
  ),
};
const certificate: Column = {
  id: 'certificate',
  header: 'Certificate',
  cell: (claim) => <code>{claim.certificateId.slice(0, 10)}…</code>,
};
const issued: Column = {
  id: 'issued',
  header: 'Issued',
  sortingField: 'issuedAt',
  cell: (claim) => <Minute at={claim.issuedAt} />,
};
const ended: Column = {
  id: 'revoked',
  header: 'Revoked',
  cell: (claim) => <Minute at={claim.revokedAt} />,
};
