import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { apiPaths, claimRequest, type ClaimRow } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useState } from 'react';
import { actStage } from '../acts/act-stage';
import { useWork } from '../acts/use-work';
import { WorkLog } from '../acts/work-log';
import { useConsole } from '../shell/console-context';

/** Ends a claim that has leaked: what that does, what it would do, and what it did. */
export function RevokeDialog({
  claim,
  onClose,
}: {
  readonly claim: ClaimRow;
  readonly onClose: (hasChanged: boolean) => void;
}) {
  const { about, noteDenied } = useConsole();
  const [confirm, setConfirm] = useState('');
  const [since, setSince] = useState('');
  const [problem, setProblem] = useState<string>();
  const [ran, setRan] = useState<'trial' | 'act'>();
  const { work, start, stop, forget } = useWork();
  const { isRunning, isOver, goesOn } = actStage({
    ran,
    state: work?.state,
    isSingle: true,
    // Who has a leak to end need not wait for a trial, which reads every record.
    isTried: true,
    isFinal: true,
  });
  const run = async (dryRun: boolean) => {
    const read = claimRequest.safeParse({
      dryRun,
      ...defined({
        since: since.trim() === '' ? undefined : `${since.trim()}T00:00:00Z`,
        confirm: dryRun ? undefined : confirm,
      }),
    });
    setProblem(read.success ? undefined : 'Give a day, as 2026-01-31.');
    if (read.success) {
      setRan(dryRun ? 'trial' : 'act');
      const ended = await start(apiPaths.revokeClaim(claim.model, claim.generation), read.data);
      const denied = ended.failures.find(({ kind }) => kind === 'denied');
      if (denied !== undefined && !dryRun) {
        noteDenied('revoke-claim', denied.message);
      }
    }
  };
  return (
    <Modal
      visible
      size="large"
      header={`Revoke the claim of ${claim.model}, generation ${claim.generation}`}
      onDismiss={() => (goesOn || !isRunning) && onClose(ran === 'act')}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {isRunning && !goesOn ? (
              <Button onClick={stop}>Stop</Button>
            ) : (
              <Button variant={isOver ? 'primary' : 'link'} onClick={() => onClose(ran === 'act')}>
                {isOver || goesOn ? 'Close' : 'Cancel'}
              </Button>
            )}
            {!isOver && (
              <Button onClick={() => void run(true)} disabled={isRunning}>
                Try it first
              </Button>
            )}
            {!isOver && (
              <Button
                variant="primary"
                disabled={isRunning || confirm !== about.resourceTag}
                onClick={() => void run(false)}
              >
                Revoke
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">
          For a claim that has leaked. No device can join with it any more, also none that lies in storage
          with it, and nothing takes this back. Certificates that were issued over it and never proven are
          retired. Devices that have joined go on.
        </Alert>
        {!isOver && (
          <FormField
            label="List the devices that joined since – optional"
            constraintText="The day on which it may have leaked, as 2026-01-31"
            {...defined({ errorText: problem })}
          >
            <Input
              value={since}
              disabled={isRunning}
              placeholder="2026-01-31"
              onChange={({ detail }) => {
                setSince(detail.value);
                if (ran === 'trial') {
                  forget();
                }
              }}
            />
          </FormField>
        )}
        {!isOver && (
          <FormField label={`To agree, type ${about.resourceTag}`}>
            <Input
              value={confirm}
              disabled={isRunning}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => setConfirm(detail.value)}
            />
          </FormField>
        )}
        {goesOn && <Box variant="p">It goes on without this page, and comes to its end.</Box>}
        {work && <WorkLog work={work} isDryRun={ran === 'trial'} total={1} />}
      </SpaceBetween>
    </Modal>
  );
}
