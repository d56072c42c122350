import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { apiPaths, claimRequest, type ClaimRow } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useState } from 'react';
import { ActModal } from '../acts/act-modal';
import { Agreement } from '../acts/agreement';
import { useAct } from '../acts/use-act';
import { useConsole } from '../shell/console-context';

/** Ends a claim that has leaked: what that does, what it would do, and what it did. */
export function RevokeDialog({
  claim: { model, generation },
  onClose,
}: {
  readonly claim: ClaimRow;
  readonly onClose: (hasActed: boolean) => void;
}) {
  const { about } = useConsole();
  const [confirm, setConfirm] = useState('');
  const [since, setSince] = useState('');
  const [problem, setProblem] = useState<string>();
  // Who has a leak to end need not wait for a trial, which reads every record.
  const act = useAct('revoke-claim', { isSingle: true, needsTrial: false });
  const { isRunning, isOver } = act.stage;
  const run = (dryRun: boolean) => {
    const read = claimRequest.safeParse({
      dryRun,
      ...defined({
        since: since.trim() === '' ? undefined : `${since.trim()}T00:00:00Z`,
        confirm: dryRun ? undefined : confirm,
      }),
    });
    setProblem(read.success ? undefined : 'Give a day, as 2026-01-31.');
    if (read.success) {
      void act.run(dryRun, apiPaths.revokeClaim(model, generation), read.data);
    }
  };
  return (
    <ActModal
      act={act}
      header={`Revoke the claim of ${model}, generation ${generation}`}
      size="large"
      verb="Revoke"
      isAgreed={confirm === about.resourceTag}
      total={1}
      onRun={run}
      onClose={onClose}
    >
      <Alert type="warning">
        For a claim that has leaked. No device can join with it any more, also none that lies in storage with
        it, and nothing takes this back. Certificates that were issued over it and never proven are retired.
        Devices that have joined go on.
      </Alert>
      {!isOver && (
        <FormField
          label="List the devices that joined since – optional"
          constraintText="The day on which it may have leaked, as 2026-01-31, in UTC"
          {...defined({ errorText: problem })}
        >
          <Input
            value={since}
            disabled={isRunning}
            placeholder="2026-01-31"
            onChange={({ detail }) => {
              setSince(detail.value);
              act.forgetTrial();
            }}
          />
        </FormField>
      )}
      {!isOver && (
        <Agreement wanted={about.resourceTag} typed={confirm} disabled={isRunning} onChange={setConfirm} />
      )}
    </ActModal>
  );
}
