import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { apiPaths, type DeviceActName, type DeviceActRequest } from '@fleet/fleet-console-api';
import { useState } from 'react';
import { useConsole } from '../shell/console-context';
import { emptyForm, readForm, type ActForm } from './act-form';
import { ActModal } from './act-modal';
import { ActOptions } from './act-options';
import { needsTrial } from './act-stage';
import { actWords, targetWords } from './act-words';
import { Agreement } from './agreement';
import { useAct } from './use-act';

interface DialogProps {
  readonly act: DeviceActName;
  readonly serials: readonly string[];
  /** @param hasActed whether anything may have been done */
  readonly onClose: (hasActed: boolean) => void;
}

/** Says what an act will do, asks, and shows what it did. A selection is tried first, without a change. */
export function ActDialog({ act: name, serials, onClose }: DialogProps) {
  const { about } = useConsole();
  const words = actWords[name];
  const [form, setForm] = useState<ActForm>(emptyForm);
  const [problems, setProblems] = useState<Readonly<Partial<Record<string, string>>>>({});
  const [single] = serials.length === 1 ? serials : [];
  const isSingle = single !== undefined;
  const act = useAct(name, { isSingle, needsTrial: needsTrial({ isSingle, isFinal: words.isFinal }) });
  const { isRunning, isOver } = act.stage;
  const wanted = single ?? about.resourceTag;
  const change = (changed: Partial<ActForm>) => {
    setForm((before) => ({ ...before, ...changed }));
    act.forgetTrial();
  };
  const run = (dryRun: boolean) => {
    const read = readForm(name, form, dryRun);
    setProblems(read.problems ?? {});
    if (read.request !== undefined) {
      void act.run(dryRun, ...requestOf(serials, read.request));
    }
  };
  return (
    <ActModal
      act={act}
      header={`${words.name}: ${targetWords(serials)}`}
      size={isSingle ? 'medium' : 'large'}
      verb={words.verb}
      isAgreed={!words.isFinal || form.confirm === wanted}
      total={serials.length}
      onRun={run}
      onClose={onClose}
    >
      {words.isFinal ? <Alert type="warning">{words.does}</Alert> : <Box variant="p">{words.does}</Box>}
      {!isOver && (
        <ActOptions
          act={name}
          form={form}
          problems={problems}
          disabled={isRunning}
          isSingle={isSingle}
          onChange={change}
        />
      )}
      {words.isFinal && !isOver && (
        <Agreement
          wanted={wanted}
          typed={form.confirm}
          disabled={isRunning}
          onChange={(confirm) => setForm((before) => ({ ...before, confirm }))}
        />
      )}
    </ActModal>
  );
}

function requestOf(serials: readonly string[], request: DeviceActRequest): [path: string, body: unknown] {
  const [single] = serials;
  return serials.length === 1 && single !== undefined
    ? [apiPaths.deviceActs(single), request]
    : [apiPaths.bulkActs, { request, serials }];
}
