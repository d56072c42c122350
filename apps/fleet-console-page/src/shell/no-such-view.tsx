import Alert from '@cloudscape-design/components/alert';
import { useLocation } from 'wouter';
import { PageLink } from './page-link';

export function NoSuchView() {
  const [path] = useLocation();
  return (
    <Alert type="warning" header="The console has no such page">
      Nothing is shown at {path}. <PageLink href="/">Go to the fleet</PageLink>.
    </Alert>
  );
}
