import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';

/** Moves the clock to a moment that is typed: a day, or a day and a time of UTC. */
export function MoveTo({
  disabled,
  onMove,
}: {
  readonly disabled: boolean;
  readonly onMove: (time: string) => void;
}) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const move = () => {
    const time = momentOf(text);
    setWrong(time === undefined);
    if (time !== undefined) {
      onMove(time);
    }
  };
  return (
    <FormField
      label="Move it to"
      constraintText="A day, or a day and a time of UTC, as 2026-06-01 03:00"
      {...(isWrong
        ? { errorText: 'Give a day, as 2026-06-01, or a day and a time, as 2026-06-01 03:00.' }
        : {})}
      secondaryControl={
        <Button disabled={disabled || text.trim() === ''} onClick={move}>
          Move
        </Button>
      }
    >
      <Input
        value={text}
        placeholder="2026-06-01 03:00"
        disabled={disabled}
        onChange={({ detail }) => setText(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && move()}
      />
    </FormField>
  );
}

function momentOf(text: string): string | undefined {
  const [, day, time = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?Z?$/.exec(text.trim()) ?? [];
  const moment = `${day}T${time}:00.000Z`;
  return day === undefined || Number.isNaN(Date.parse(moment)) ? undefined : moment;
}
