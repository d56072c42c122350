import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { PageLink } from './page-link';
import { useTitle } from './use-title';

export function NoSuchView() {
  useTitle('No such page');
  const [path] = useLocation();
  return (
    <SpaceBetween size="l">
      <Header variant="h1">No such page</Header>
      <Alert type="warning" header="The console has no such page">
        Nothing is shown at {path}. <PageLink href="/">Go to the fleet</PageLink>.
      </Alert>
    </SpaceBetween>
  );
}
