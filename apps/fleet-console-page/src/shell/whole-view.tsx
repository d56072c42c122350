import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ErrorBoundary from '@cloudscape-design/components/error-boundary';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';

/** Where a view fails by the page's own mistake, it says so; the other views go on. */
export function WholeView({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const [what, setWhat] = useState('');
  return (
    <ErrorBoundary
      key={path}
      onError={({ error }) => setWhat(error.message)}
      renderFallback={() => (
        <Alert
          type="error"
          header="The page failed at this view"
          action={<Button onClick={() => location.reload()}>Load it again</Button>}
        >
          This is a mistake of the console: {what}. What was done in the fleet is done; the other views go on.
        </Alert>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
