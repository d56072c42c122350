import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { DeviceActName } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import type { ReactNode } from 'react';
import type { ActForm } from './act-form';

interface OptionsProps {
  readonly act: DeviceActName;
  readonly form: ActForm;
  readonly problems: Readonly<Partial<Record<string, string>>>;
  readonly onChange: (change: Partial<ActForm>) => void;
  readonly disabled: boolean;
  /** Whether it is about one device. */
  readonly isSingle: boolean;
}

/** What can be said of how an act is done. */
export function ActOptions(props: OptionsProps): ReactNode {
  switch (props.act) {
    case 'block':
      return <BlockOptions {...props} />;
    case 'permit':
      return <PermitOptions {...props} />;
    case 'age':
      return (
        <TextOption
          {...props}
          member="issued"
          label="Issue date"
          hint="A day, as 2026-01-31"
          placeholder="2026-01-31"
        />
      );
    case 'unblock':
    case 'revoke-permit':
    case 'remove':
      return null;
  }
}

function BlockOptions(props: OptionsProps) {
  const { form, onChange, disabled } = props;
  return (
    <SpaceBetween size="s">
      <TextOption
        {...props}
        member="reason"
        label="Reason – optional"
        hint="The record keeps it, for whoever asks later"
      />
      <Checkbox
        checked={form.untilAway}
        disabled={disabled}
        onChange={({ detail }) => onChange({ untilAway: detail.checked })}
        description="It may connect again until AWS has heard of its inactive certificates. This takes a minute and more."
      >
        Go on until it has been away for a minute
      </Checkbox>
    </SpaceBetween>
  );
}

function PermitOptions(props: OptionsProps) {
  const { form, onChange, disabled, isSingle } = props;
  return (
    <SpaceBetween size="s">
      <FormField label="What it may do">
        <RadioGroup
          value={form.kind}
          onChange={({ detail }) => onChange({ kind: detail.value === 'rotate' ? 'rotate' : 'reprovision' })}
          items={[
            {
              value: 'reprovision',
              label: 'Provision again',
              description:
                'Everybody who has the claim of its model can use this, unless it is for one certificate.',
              disabled,
            },
            {
              value: 'rotate',
              label: 'Rotate now',
              description: 'Although its certificate is not due.',
              disabled,
            },
          ]}
        />
      </FormField>
      <TextOption {...props} member="hours" label="Hours" hint="By the cloud's clock, 720 at the most" />
      {form.kind === 'reprovision' && isSingle && (
        <TextOption
          {...props}
          member="certificate"
          label="Only for this certificate – optional"
          hint="The device shows its id when it is refused; see its last decisions"
        />
      )}
    </SpaceBetween>
  );
}

function TextOption({
  member,
  label,
  hint,
  placeholder,
  form,
  problems,
  onChange,
  disabled,
}: OptionsProps & {
  readonly member: 'reason' | 'hours' | 'certificate' | 'issued';
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
}) {
  const problem = problems[member];
  return (
    <FormField label={label} constraintText={hint} {...defined({ errorText: problem })}>
      <Input
        value={form[member]}
        disabled={disabled}
        {...defined({ placeholder })}
        onChange={({ detail }) => onChange({ [member]: detail.value })}
      />
    </FormField>
  );
}
