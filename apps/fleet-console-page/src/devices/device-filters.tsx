import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { recordStates, type DeviceQuery } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useEffect, useState } from 'react';
import { useConsole } from '../shell/console-context';
import { dateFilter, dateOptions, dateValue } from './date-filter';
import { calendarDay, compactDay, hasFilter, withFilter } from './device-filter';
import { happeningFilter, happeningOptions } from './happening-filter';

interface FiltersProps {
  readonly query: DeviceQuery;
  readonly onChange: (query: DeviceQuery) => void;
}

const any = { value: '', label: 'any' };
const connections = [any, { value: 'yes', label: 'connected' }, { value: 'no', label: 'away' }];

/** Filters as the address has them. What is typed is asked for with Enter, or when the field is left. */
export function DeviceFilters({ query, onChange }: FiltersProps) {
  const { about, now } = useConsole();
  const change = (next: Parameters<typeof withFilter>[1]) => onChange(withFilter(query, next));
  return (
    <div className="filters" role="search" aria-label="Filters of the list">
      <Typed
        label="Serial begins with"
        value={query.prefix}
        onChange={(prefix) => change({ prefix })}
        read={(text) => text}
      />
      <Chosen
        label="Model"
        value={query.model}
        options={[any, ...about.models.map((value) => ({ value, label: value }))]}
        onChange={(model) => change({ model })}
      />
      <Chosen
        label="Connection"
        value={query.connected}
        options={connections}
        onChange={(connected) => change({ connected })}
      />
      <Chosen
        label="State, from the records"
        value={query.state}
        options={[any, ...recordStates.map((value) => ({ value, label: value }))]}
        onChange={(state) => change({ state })}
      />
      <Typed
        label="Issued from"
        placeholder="2026-01-31"
        value={query.issuedFrom && calendarDay(query.issuedFrom)}
        onChange={(day) => change({ issuedFrom: day })}
        read={compactDay}
      />
      <Typed
        label="Issued until"
        placeholder="2026-01-31"
        value={query.issuedUntil && calendarDay(query.issuedUntil)}
        onChange={(day) => change({ issuedUntil: day })}
        read={compactDay}
      />
      <Chosen
        label="Date"
        value={dateValue(query)}
        options={dateOptions(query)}
        onChange={(value) => change(dateFilter(value))}
      />
      <Chosen
        label="What happened"
        value={query.happened}
        options={happeningOptions(query)}
        onChange={(value) => change(happeningFilter(value, query, now))}
      />
      {query.happened !== undefined && (
        <Typed
          label="On the day (UTC)"
          placeholder="2026-01-31"
          value={query.on && calendarDay(query.on)}
          onChange={(on) => change({ on })}
          read={compactDay}
        />
      )}
      <div className="filters-clear">
        <Button disabled={!hasFilter(query)} onClick={() => onChange({})}>
          Clear
        </Button>
      </div>
    </div>
  );
}

function Typed({
  label,
  placeholder,
  value = '',
  onChange,
  read,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** Undefined for what is not understood. */
  readonly read: (text: string) => string | undefined;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const wanted = text.trim() === '' ? undefined : read(text.trim());
  const isWrong = text.trim() !== '' && wanted === undefined;
  const commit = () => {
    if (!isWrong && text.trim() !== value) {
      onChange(wanted);
    }
  };
  return (
    <label className="filter">
      <span>{label}</span>
      <Input
        value={text}
        ariaLabel={label}
        invalid={isWrong}
        spellcheck={false}
        autoComplete={false}
        {...defined({ placeholder })}
        onChange={({ detail }) => setText(detail.value)}
        onBlur={commit}
        onKeyDown={({ detail }) => detail.key === 'Enter' && commit()}
      />
    </label>
  );
}

function Chosen({
  label,
  value = '',
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}) {
  const selected = options.find((option) => option.value === value) ?? { value, label: value };
  return (
    <div className="filter">
      <span aria-hidden="true">{label}</span>
      <Select
        selectedOption={selected}
        options={options}
        ariaLabel={label}
        onChange={({ detail }) =>
          onChange(detail.selectedOption.value === '' ? undefined : detail.selectedOption.value)
        }
      />
    </div>
  );
}
