import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { apiPaths, faultList, faultsRemoved, type FaultRequest } from '@fleet/fleet-console-api';
import { useState } from 'react';
import * as z from 'zod';
import { AnswerView } from '../asking/answer-view';
import { failureOf, type ConsoleFailure } from '../asking/failure';
import { FailureAlert } from '../asking/failure-alert';
import { useAnswer } from '../asking/use-answer';
import { CopyButton } from '../copying/copy-button';
import { useConsole, whyNot } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { numberWords } from '../words/moments';
import { AddFault } from './add-fault';

/** Faults that local-cloud is asked to have: which there are, how often each fired, another one. */
export default function FaultsView() {
  useTitle('Faults');
  const console = useConsole();
  const answer = useAnswer(apiPaths.faults, faultList, 'faults');
  const [failure, setFailure] = useState<ConsoleFailure>();
  const reason = whyNot(console, 'set-faults');
  const change = async (work: Promise<unknown>) => {
    try {
      await work;
      setFailure(undefined);
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
    answer.askAgain();
  };
  const { client } = console;
  const remove = (path: string) => void change(client.ask(path, faultsRemoved, { method: 'DELETE' }));
  const add = (body: FaultRequest) =>
    void change(client.ask(apiPaths.faults, z.unknown(), { method: 'POST', body }));
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Calls that fail on purpose, in this local-cloud, until it ends. AWS fails in part; a fleet has to live with that."
        actions={<Button iconName="refresh" ariaLabel="Ask again" onClick={answer.askAgain} />}
      >
        Faults
      </Header>
      {failure && <FailureAlert failure={failure} what="changing the faults" />}
      <AnswerView answer={answer} what="the faults">
        {({ faults }) => (
          <Table
            header={
              <Header
                variant="h2"
                counter={`(${faults.length})`}
                actions={
                  <SpaceBetween direction="horizontal" size="xs">
                    <CopyButton what="fault" rows={faults} />
                    <Button
                      disabled={faults.length === 0 || reason !== undefined}
                      onClick={() => remove(apiPaths.faults)}
                    >
                      Remove all
                    </Button>
                  </SpaceBetween>
                }
              >
                Faults that are set
              </Header>
            }
            wrapLines
            items={faults}
            trackBy="id"
            empty="No fault is set: this cloud answers every call."
            ariaLabels={{ tableLabel: 'Faults that are set' }}
            columnDefinitions={[
              { id: 'id', header: 'Fault', cell: ({ id }) => id, isRowHeader: true },
              { id: 'words', header: 'What happens', cell: ({ point, words }) => words || point },
              { id: 'calls', header: 'Calls', cell: ({ calls }) => numberWords(calls) },
              { id: 'fired', header: 'Fired', cell: ({ fired }) => numberWords(fired) },
              {
                id: 'remove',
                header: 'Remove',
                cell: ({ id }) => (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Remove the fault ${id}`}
                    disabled={reason !== undefined}
                    onClick={() => remove(apiPaths.fault(id))}
                  >
                    Remove
                  </Button>
                ),
              },
            ]}
          />
        )}
      </AnswerView>
      <AddFault reason={reason} onAdd={add} />
    </SpaceBetween>
  );
}
