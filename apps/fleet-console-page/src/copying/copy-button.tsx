import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useNotices } from '../shell/notices';
import { counted } from '../words/moments';
import { tableCsv, tableJson, type TableRow } from './table-text';

/** Copies what a table shows. */
export function CopyButton({ rows, what }: { readonly rows: readonly TableRow[]; readonly what: string }) {
  const { notify } = useNotices();
  const copy = async (id: string) => {
    try {
      await navigator.clipboard.writeText(id === 'csv' ? tableCsv(rows) : tableJson(rows));
      notify({ type: 'success', content: `${counted(rows.length, what)} copied as ${id.toUpperCase()}.` });
    } catch {
      notify({
        type: 'error',
        content: 'The browser did not let the page copy. Allow this address to use the clipboard.',
      });
    }
  };
  return rows.length === 0 ? null : (
    <ButtonDropdown
      items={[
        { id: 'csv', text: 'Copy as CSV' },
        { id: 'json', text: 'Copy as JSON' },
      ]}
      ariaLabel={`Copy ${what}s`}
      onItemClick={({ detail }) => void copy(detail.id)}
    >
      Copy
    </ButtonDropdown>
  );
}
