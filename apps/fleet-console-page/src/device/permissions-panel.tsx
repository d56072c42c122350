import ColumnLayout from '@cloudscape-design/components/column-layout';
import Box from '@cloudscape-design/components/box';
import type { Permission } from '@fleet/fleet-console-api';
import { Status } from '../shell/status';

const words = {
  connect: ['It may connect', 'It may not connect'],
  rotate: ['It may rotate', 'It may not rotate'],
  provision: ['It may provision with a claim', 'It may not provision with a claim'],
} as const;
const order = ['connect', 'rotate', 'provision'] as const;

/** What the rules would answer it now, and why. A no is often as it should be, so it is no error. */
export function PermissionsPanel({ permissions }: { readonly permissions: readonly Permission[] }) {
  const sorted = order.flatMap((to) => permissions.filter((each) => each.to === to));
  return (
    <ColumnLayout columns={3} variant="text-grid" minColumnWidth={200}>
      {sorted.map(({ to, allowed, why }) => (
        <div key={to}>
          <Status type={allowed ? 'success' : 'stopped'}>
            <b>{words[to][allowed ? 0 : 1]}</b>
          </Status>
          <Box variant="p">{why}</Box>
        </div>
      ))}
    </ColumnLayout>
  );
}
