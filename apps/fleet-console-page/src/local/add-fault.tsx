import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FaultRequest } from '@fleet/fleet-console-api';
import { useState } from 'react';
import { useConsole } from '../shell/console-context';
import { effectKinds, emptyFault, readFault, type EffectKind, type FaultForm } from './fault-form';

const points = [
  'api:iot:SearchIndex',
  'api:iot:GetStatistics',
  'api:iot:UpdateCertificate',
  'api:dynamodb:GetItem',
  'api:monitoring:DescribeAlarms',
  'provisioning:RegisterThing',
  'mqtt:connect',
  'mqtt:puback',
  'mqtt:delivery',
];

const effectWords: Readonly<Record<EffectKind, string>> = {
  throttle: 'throttle: too many calls',
  fail: 'fail: with an error',
  delay: 'delay: it is late',
  withhold: 'withhold: nothing is sent',
  cut: 'cut: the connection ends',
  reason: 'reason: an MQTT code',
};

/** One more fault. */
export function AddFault({
  reason,
  onAdd,
}: {
  readonly reason: string | undefined;
  readonly onAdd: (fault: FaultRequest) => void;
}) {
  const { about } = useConsole();
  const [form, setForm] = useState<FaultForm>(emptyFault);
  const change = (part: Partial<FaultForm>) => setForm((before) => ({ ...before, ...part }));
  const fault = readFault(form);
  const suggested = [...points, ...about.functions.map((name) => `function:${name}`)];
  return (
    <Container header={<Header variant="h2">Add a fault</Header>}>
      <SpaceBetween size="m">
        <ColumnLayout columns={3} minColumnWidth={200}>
          <FormField label="Point" description="Where it fires">
            <Autosuggest
              value={form.point}
              options={suggested.map((value) => ({ value }))}
              enteredTextLabel={(value) => `Use ${value}`}
              placeholder="api:iot:SearchIndex"
              onChange={({ detail }) => change({ point: detail.value })}
            />
          </FormField>
          <FormField label="Effect" description="What happens to the call">
            <Select
              selectedOption={{ value: form.kind, label: effectWords[form.kind] }}
              options={effectKinds.map((value) => ({ value, label: effectWords[value] }))}
              onChange={({ detail }) =>
                change({
                  kind: effectKinds.find((kind) => kind === detail.selectedOption.value) ?? 'throttle',
                })
              }
            />
          </FormField>
          <EffectOption form={form} onChange={change} />
          <FormField label="Times" description="A number, or always">
            <Input value={form.times} onChange={({ detail }) => change({ times: detail.value })} />
          </FormField>
          <FormField label="Only of this client – optional" description="MQTT and provisioning: a client id">
            <Input value={form.clientId} onChange={({ detail }) => change({ clientId: detail.value })} />
          </FormField>
        </ColumnLayout>
        <Button
          disabled={fault === undefined || reason !== undefined}
          disabledReason={reason ?? 'Give a point, and how often.'}
          onClick={() => fault && onAdd(fault)}
        >
          Add
        </Button>
      </SpaceBetween>
    </Container>
  );
}

const options = {
  fail: { member: 'code', label: 'Code of the error' },
  delay: { member: 'millis', label: 'Milliseconds' },
  reason: { member: 'reasonCode', label: 'Reason code' },
} as const;

/** What one kind of effect needs besides. */
function EffectOption({
  form,
  onChange,
}: {
  readonly form: FaultForm;
  readonly onChange: (part: Partial<FaultForm>) => void;
}) {
  const { kind } = form;
  if (kind !== 'fail' && kind !== 'delay' && kind !== 'reason') {
    return (
      <FormField label="Of this effect" description="It needs nothing more">
        <Input value="" disabled readOnly ariaLabel="This effect needs nothing more" />
      </FormField>
    );
  }
  const { member, label } = options[kind];
  return (
    <FormField label={label} description="Of this effect">
      <Input value={form[member]} onChange={({ detail }) => onChange({ [member]: detail.value })} />
    </FormField>
  );
}
