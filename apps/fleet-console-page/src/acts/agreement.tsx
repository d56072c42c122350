import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';

/** What nothing takes back is agreed to by typing what it is about. */
export function Agreement({
  wanted,
  typed,
  disabled,
  onChange,
}: {
  readonly wanted: string;
  readonly typed: string;
  readonly disabled: boolean;
  readonly onChange: (typed: string) => void;
}) {
  return (
    <FormField label={`To agree, type ${wanted}`}>
      <Input
        value={typed}
        disabled={disabled}
        autoComplete={false}
        spellcheck={false}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
