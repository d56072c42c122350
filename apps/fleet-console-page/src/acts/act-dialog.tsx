import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { apiPaths, type DeviceActName, type DeviceActRequest } from '@fleet/fleet-console-api';
import { useState } from 'react';
import { useConsole } from '../shell/console-context';
import { emptyForm, readForm, type ActForm } from './act-form';
import { ActOptions } from './act-options';
import { actStage } from './act-stage';
import { actWords, targetWords } from './act-words';
import { useWork } from './use-work';
import type { Work } from './work';
import { WorkLog } from './work-log';

interface DialogProps {
  readonly act: DeviceActName;
  readonly serials: readonly string[];
  /** @param hasChanged whether anything was done */
  readonly onClose: (hasChanged: boolean) => void;
}

/** Says what an act will do, asks, and shows what it did. A selection is tried first, without a change. */
export function ActDialog({ act, serials, onClose }: DialogProps) {
  const { about, noteDenied } = useConsole();
  const { name, does, verb, isFinal } = actWords[act];
  const [form, setForm] = useState<ActForm>(emptyForm);
  const [problems, setProblems] = useState<Readonly<Partial<Record<string, string>>>>({});
  const [ran, setRan] = useState<'trial' | 'act'>();
  const [isTried, setTried] = useState(false);
  const { work, start, stop, forget } = useWork();
  const [single] = serials.length === 1 ? serials : [];
  const wanted = single ?? about.resourceTag;
  const { isRunning, isOver, goesOn, lacksTrial } = actStage({
    ran,
    state: work?.state,
    isSingle: single !== undefined,
    isTried,
    isFinal,
  });
  // A trial is of these options: with others it has shown nothing.
  const change = (changed: Partial<ActForm>) => {
    setForm((before) => ({ ...before, ...changed }));
    setTried(false);
    if (ran === 'trial') {
      forget();
    }
  };
  const run = async (dryRun: boolean) => {
    const read = readForm(act, form, dryRun);
    setProblems(read.problems ?? {});
    if (read.request !== undefined) {
      setRan(dryRun ? 'trial' : 'act');
      const ended = await start(...requestOf(serials, read.request));
      if (dryRun) {
        setTried(ended.state === 'done');
      } else {
        noteRefusals(ended, (why) => noteDenied(act, why));
      }
    }
  };
  return (
    <Modal
      visible
      size={serials.length === 1 ? 'medium' : 'large'}
      header={`${name}: ${targetWords(serials)}`}
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
                disabled={isRunning || lacksTrial || (isFinal && form.confirm !== wanted)}
                {...(lacksTrial ? { disabledReason: tryFirst } : {})}
                onClick={() => void run(false)}
              >
                {verb}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {isFinal ? <Alert type="warning">{does}</Alert> : <Box variant="p">{does}</Box>}
        {!isOver && (
          <ActOptions
            act={act}
            form={form}
            problems={problems}
            disabled={isRunning}
            isSingle={single !== undefined}
            onChange={change}
          />
        )}
        {isFinal && !isOver && (
          <FormField label={`To agree, type ${wanted}`}>
            <Input
              value={form.confirm}
              disabled={isRunning}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => setForm((before) => ({ ...before, confirm: detail.value }))}
            />
          </FormField>
        )}
        {goesOn && <Box variant="p">It goes on without this page, and comes to its end.</Box>}
        {work && <WorkLog work={work} isDryRun={ran === 'trial'} total={serials.length} />}
      </SpaceBetween>
    </Modal>
  );
}

const tryFirst = 'Try it first: this is done when a trial with these options has shown what it means.';

function requestOf(serials: readonly string[], request: DeviceActRequest): [path: string, body: unknown] {
  const [single] = serials;
  return serials.length === 1 && single !== undefined
    ? [apiPaths.deviceActs(single), request]
    : [apiPaths.bulkActs, { request, serials }];
}

function noteRefusals(work: Work, note: (why: string) => void): void {
  const denied = work.failures.find(({ kind }) => kind === 'denied');
  if (denied !== undefined) {
    note(denied.message);
  }
}
