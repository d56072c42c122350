import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal, { type ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { defined } from '@fleet/optional-members';
import type { ReactNode } from 'react';
import type { ActInDialog } from './use-act';
import { WorkLog } from './work-log';

interface ActModalProps {
  readonly act: ActInDialog;
  readonly header: string;
  readonly size: ModalProps.Size;
  /** Of the button that does it. */
  readonly verb: string;
  /** Whether it was agreed to, where that is asked for. */
  readonly isAgreed: boolean;
  /** How many things it is about. */
  readonly total: number;
  readonly onRun: (dryRun: boolean) => void;
  readonly onClose: (hasActed: boolean) => void;
  /** What it does, and its options. */
  readonly children: ReactNode;
}

/** The dialog of an act: what it does, its options, a trial, the act itself, and what came of it. */
export function ActModal({ header, size, total, onClose, children, ...props }: ActModalProps) {
  const { stage, work, isTrial, hasActed } = props.act;
  const close = () => onClose(hasActed);
  return (
    <Modal
      visible
      size={size}
      header={header}
      onDismiss={() => (stage.goesOn || !stage.isRunning) && close()}
      footer={<Footer {...props} onClose={close} />}
    >
      <SpaceBetween size="m">
        {children}
        {stage.goesOn && <Box variant="p">It goes on without this page, and comes to its end.</Box>}
        {work && <WorkLog work={work} isDryRun={isTrial} total={total} />}
      </SpaceBetween>
    </Modal>
  );
}

function Footer({
  act: { stage, stop },
  verb,
  isAgreed,
  onRun,
  onClose,
}: Pick<ActModalProps, 'act' | 'verb' | 'isAgreed' | 'onRun'> & { readonly onClose: () => void }) {
  const { isRunning, isOver, goesOn, lacksTrial } = stage;
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        {isRunning && !goesOn ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button variant={isOver ? 'primary' : 'link'} onClick={onClose}>
            {isOver || goesOn ? 'Close' : 'Cancel'}
          </Button>
        )}
        {!isOver && (
          <Button onClick={() => onRun(true)} disabled={isRunning}>
            Try it first
          </Button>
        )}
        {!isOver && (
          <Button
            variant="primary"
            disabled={isRunning || lacksTrial || !isAgreed}
            {...defined({ disabledReason: lacksTrial ? tryFirst : undefined })}
            onClick={() => onRun(false)}
          >
            {verb}
          </Button>
        )}
      </SpaceBetween>
    </Box>
  );
}

const tryFirst = 'Try it first: this is done when a trial with these options has shown what it means.';
