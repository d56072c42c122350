import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { apiPaths, claimList, joinedByClaim, type ClaimRow } from '@fleet/fleet-console-api';
import { useState } from 'react';
import { useWork } from '../acts/use-work';
import { AnswerView } from '../asking/answer-view';
import { useAnswer } from '../asking/use-answer';
import { useConsole } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { counted, minuteOf } from '../words/moments';
import { ClaimTable } from './claim-table';
import { JoinedPanel } from './joined-panel';
import { RevokeDialog } from './revoke-dialog';

/** The claims by model and generation, who joined over each, and the end of one that has leaked. */
export default function ClaimsView() {
  useTitle('Claims');
  const { about } = useConsole();
  const answer = useAnswer(apiPaths.claims, claimList, 'claims');
  const joining = useWork();
  const [revoked, setRevoked] = useState<ClaimRow>();
  const joined = joinedByClaim.safeParse(joining.work?.data);
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={`Devices join with generation ${about.claimGeneration}${answer.value ? `; as it was at ${minuteOf(answer.value.at)} UTC` : ''}`}
        actions={<Button iconName="refresh" ariaLabel="Ask again" onClick={answer.askAgain} />}
      >
        Claims
      </Header>
      <AnswerView answer={answer} what="the claims">
        {({ claims, unrecorded }) => (
          <SpaceBetween size="l">
            {unrecorded.length > 0 && (
              <Alert
                type="warning"
                header={`${counted(unrecorded.length, 'certificate')} with the policy of claims and no record`}
              >
                The provision hook refuses what has no record. Unless you know what it is for, make it
                inactive: <span className="wrapping">{unrecorded.join(', ')}</span>
              </Alert>
            )}
            <ClaimTable
              claims={claims}
              joined={joined.success ? joined.data : undefined}
              onRevoke={setRevoked}
            />
          </SpaceBetween>
        )}
      </AnswerView>
      <JoinedPanel
        joining={joining}
        joined={joined.success ? joined.data : undefined}
        onStart={() => void joining.start(apiPaths.joined)}
      />
      {revoked && (
        <RevokeDialog
          claim={revoked}
          onClose={(hasChanged) => {
            setRevoked(undefined);
            if (hasChanged) {
              answer.askAgain();
            }
          }}
        />
      )}
    </SpaceBetween>
  );
}
