import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';

/** Cloudscape's own breaks a line within a word. */
export function Status({
  type,
  children,
}: {
  readonly type: StatusIndicatorProps.Type;
  readonly children: ReactNode;
}) {
  return (
    <StatusIndicator type={type}>
      <span className="whole-words">{children}</span>
    </StatusIndicator>
  );
}
