import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ConsoleFailure } from '../asking/failure';
import { FailureAlert } from '../asking/failure-alert';

/** Who has no session sees how to get one. */
export function ClosedConsole({ failure }: { readonly failure: ConsoleFailure | undefined }) {
  return (
    <main className="alone">
      <Container header={<Header variant="h1">Fleet console</Header>}>
        <SpaceBetween size="m">
          {failure && <FailureAlert failure={failure} what="opening the console" />}
          <Box variant="p">
            This tab has no session. Go to the terminal in which the console runs, press <b>Enter</b>, and
            open the link that it prints. Each link works once, for a minute.
          </Box>
          <Box variant="p" color="text-body-secondary">
            If the console does not run any more, start it again:{' '}
            <Box variant="code">npx nx run fleet-console:serve</Box>
          </Box>
        </SpaceBetween>
      </Container>
    </main>
  );
}
