import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';

/** Devices need a moment to rotate after the sweep of a day. */
const pauseMillis = 1_500;
const lengths = ['30', '90', '365'];

/** Moves the clock a day at a time, so that the sweep of each day runs, and devices rotate. */
export function PlayDays({
  disabled,
  moveADay,
}: {
  readonly disabled: boolean;
  /** @returns whether it was moved */
  readonly moveADay: () => Promise<boolean>;
}) {
  const [length, setLength] = useState('90');
  const [done, setDone] = useState<number>();
  const playing = useRef<AbortController>(undefined);
  const stop = () => playing.current?.abort();
  useEffect(() => stop, []);
  const play = async () => {
    const { signal } = (playing.current = new AbortController());
    for (let day = 1; day <= Number(length) && !signal.aborted; day += 1) {
      setDone(day - 1);
      if (!(await moveADay())) {
        break;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMillis);
      });
    }
    setDone(undefined);
  };
  return (
    <SpaceBetween size="s">
      <div className="controls">
        <SegmentedControl
          label="How many days to play"
          selectedId={length}
          options={lengths.map((id) => ({ id, text: `${id} days`, disabled: done !== undefined }))}
          onChange={({ detail }) => setLength(detail.selectedId)}
        />
        {done === undefined ? (
          <Button iconName="caret-right-filled" disabled={disabled} onClick={() => void play()}>
            Play them one after the other
          </Button>
        ) : (
          <Button onClick={stop}>Stop</Button>
        )}
      </div>
      {done !== undefined && (
        <ProgressBar
          label="A day at a time: each has its sweep, and devices rotate"
          value={(done / Number(length)) * 100}
          additionalInfo={`${done} of ${length} days`}
        />
      )}
    </SpaceBetween>
  );
}
