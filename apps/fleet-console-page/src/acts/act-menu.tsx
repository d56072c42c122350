import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { deviceActs, mostSelected, type About, type DeviceActName } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useState } from 'react';
import { useConsole, whyNot } from '../shell/console-context';
import { ActDialog } from './act-dialog';
import { actWords } from './act-words';

/** What can be done with devices, and why not. */
export function ActMenu({
  serials,
  label,
  acts = [],
  isPrimary = false,
  onChanged,
}: {
  readonly serials: readonly string[];
  readonly label: string;
  /** What may be done with this very device. */
  readonly acts?: About['acts'];
  readonly isPrimary?: boolean;
  readonly onChanged: () => void;
}) {
  const console = useConsole();
  const [act, setAct] = useState<DeviceActName>();
  const tooMany =
    serials.length > mostSelected ? `At most ${mostSelected} devices at a time: choose fewer.` : undefined;
  const offered = deviceActs.filter((each) => each !== 'age' || console.about.isLocal);
  const items = [...offered]
    .sort((one, other) => order.indexOf(one) - order.indexOf(other))
    .map((each) => itemOf(each, whyNot(console, each, acts) ?? tooMany));
  return (
    <>
      <ButtonDropdown
        items={items}
        variant={isPrimary ? 'primary' : 'normal'}
        disabled={serials.length === 0}
        onItemClick={({ detail }) => setAct(deviceActs.find((each) => each === detail.id))}
      >
        {label}
      </ButtonDropdown>
      {act !== undefined && (
        <ActDialog
          act={act}
          serials={serials}
          onClose={(hasChanged) => {
            setAct(undefined);
            if (hasChanged) {
              onChanged();
            }
          }}
        />
      )}
    </>
  );
}

const order: readonly DeviceActName[] = ['permit', 'revoke-permit', 'block', 'unblock', 'age', 'remove'];

function itemOf(act: DeviceActName, reason: string | undefined): ButtonDropdownProps.Item {
  return {
    id: act,
    text: actWords[act].name,
    disabled: reason !== undefined,
    ...defined({ disabledReason: reason }),
  };
}
