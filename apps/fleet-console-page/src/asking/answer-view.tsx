import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { FailureAlert } from './failure-alert';
import type { Answer } from './use-answer';
import { Status } from '../shell/status';

/** An answer while it comes, when it has come, and when it does not come. What was known before stays in sight. */
export function AnswerView<T>({
  answer,
  what,
  children,
}: {
  readonly answer: Answer<T>;
  /** Follows "Reading …". */
  readonly what: string;
  readonly children: (value: T) => ReactNode;
}) {
  const { value, failure, isAsking, askAgain } = answer;
  const alert = failure && !isAsking && <FailureAlert failure={failure} what={what} onRetry={askAgain} />;
  if (value === undefined) {
    return (
      alert ?? (
        <Box padding="s">
          <Status type="loading">Reading {what}</Status>
        </Box>
      )
    );
  }
  return alert ? (
    <SpaceBetween size="m">
      {alert}
      {children(value)}
    </SpaceBetween>
  ) : (
    <>{children(value)}</>
  );
}
