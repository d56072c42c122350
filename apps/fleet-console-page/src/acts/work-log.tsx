import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { counted } from '../words/moments';
import type { Work, WorkLine } from './work';
import { Status } from '../shell/status';

/** What work has said so far, and how it ended. */
export function WorkLog({
  work,
  isDryRun,
  total,
}: {
  readonly work: Work;
  readonly isDryRun: boolean;
  readonly total: number;
}) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers return a promise, which React would take for what ends the effect.
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [work.lines.length]);
  const ended = new Set(
    work.lines.flatMap(({ kind, serial }) => (kind === 'say' || serial === undefined ? [] : [serial])),
  ).size;
  return (
    <SpaceBetween size="xs">
      {work.state === 'running' && total > 1 && (
        <ProgressBar
          label={isDryRun ? 'Trying' : 'Working'}
          value={Math.round((ended / total) * 100)}
          additionalInfo={`${ended} of ${total}`}
        />
      )}
      <EndIndicator work={work} isDryRun={isDryRun} />
      {work.lines.length > 0 && (
        <div className="work-log" role="log" aria-label="What was done" tabIndex={0}>
          {work.lines.map((line, index) => (
            // Lines are only ever added.
            <Line key={index} line={line} />
          ))}
          <div ref={end} />
        </div>
      )}
    </SpaceBetween>
  );
}

function Line({ line: { kind, serial, words } }: { readonly line: WorkLine }) {
  const prefix = serial === undefined || words.includes(serial) ? '' : `${serial}: `;
  return (
    <div className={`work-line ${kind}`}>
      {kind === 'failed' && '✗ '}
      {prefix}
      {words}
    </div>
  );
}

function EndIndicator({ work, isDryRun }: { readonly work: Work; readonly isDryRun: boolean }) {
  const { state, progress, succeeded, failed } = work;
  const [failure] = work.failures;
  switch (state) {
    case 'running':
      return (
        <Status type="loading">{progress ?? (isDryRun ? 'Looking what would be done' : 'Working')}</Status>
      );
    case 'stopped':
      return <Status type="stopped">Stopped. What the list shows as done is done</Status>;
    case 'failed':
      return (
        <Status type="error">
          {failure?.kind === 'denied'
            ? `Not permitted${failure.permission === undefined ? '' : `: you need ${failure.permission}`}`
            : 'It was not done'}
        </Status>
      );
    case 'done':
      return failed !== undefined && failed > 0 ? (
        <Status type="warning">
          {counted(succeeded ?? 0, 'device')} done, {failed} failed
        </Status>
      ) : (
        <Status type="success">
          {isDryRun ? 'This is what would be done. Nothing was changed' : 'Done'}
        </Status>
      );
  }
}
