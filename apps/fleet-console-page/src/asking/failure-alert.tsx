import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ConsoleFailure, FailureKind } from './failure';

const headings: Readonly<Record<FailureKind, string>> = {
  usage: 'That question cannot be answered',
  refused: 'Refused',
  denied: 'A permission is missing',
  unreachable: 'AWS does not answer',
  'not-deployed': 'There is no such fleet',
  'expired-credentials': 'Your AWS credentials have ended',
  unauthenticated: 'This tab is not signed in any more',
  'read-only': 'This console only reads',
  partly: 'Not all of it was done',
  unexpected: 'That went wrong',
  'no-server': 'The console has ended',
};

/** What happened, to what, what to do. */
export function FailureAlert({
  failure,
  what,
  onRetry,
}: {
  readonly failure: ConsoleFailure;
  readonly what: string;
  readonly onRetry?: () => void;
}) {
  const { permission } = failure;
  const isWarning = failure.kind === 'denied' || failure.kind === 'read-only';
  return (
    <Alert
      type={isWarning ? 'warning' : 'error'}
      header={`${headings[failure.kind]}: ${what}`}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <span className="message">{failure.message}</span>
      {permission !== undefined && !failure.message.includes(permission) && (
        <div className="message">The permission is {permission}.</div>
      )}
    </Alert>
  );
}
