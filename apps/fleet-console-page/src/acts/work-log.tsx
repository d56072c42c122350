import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { memo, useEffect, useRef } from 'react';
import { Status } from '../shell/status';
import { visibleText } from '../words/visible-text';
import type { Work, WorkLine } from './work';
import { endOf } from './work-end';

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
  const last = work.lines.at(-1)?.number;
  useEffect(() => {
    // Some browsers return a promise, which React would take for what ends the effect.
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  const { type, words } = endOf(work, { isDryRun, total });
  return (
    <SpaceBetween size="xs">
      {work.state === 'running' && total > 1 && (
        <ProgressBar
          label={isDryRun ? 'Trying' : 'Working'}
          value={Math.round((work.ended / total) * 100)}
          additionalInfo={`${work.ended} of ${total}`}
        />
      )}
      <Status type={type}>{words}</Status>
      {work.lines.length > 0 && (
        <div className="work-log" role="log" aria-label="What was done" tabIndex={0}>
          {work.lines.map((line) => (
            <Line key={line.number} line={line} />
          ))}
          <div ref={end} />
        </div>
      )}
    </SpaceBetween>
  );
}

/** Lines never change: with two thousand of them, only the new ones are drawn. */
const Line = memo(function Line({ line: { kind, serial, words } }: { readonly line: WorkLine }) {
  const prefix = serial === undefined || words.includes(serial) ? '' : `${serial}: `;
  return (
    <div className={`work-line ${kind}`}>
      {kind === 'failed' && '✗ '}
      {visibleText(prefix + words)}
    </div>
  );
});
