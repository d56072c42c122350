/** What a table can hold, by the names of its columns. */
export type TableRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function tableJson(rows: readonly TableRow[]): string {
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}

/** CSV of RFC 4180, with the columns of all rows. */
export function tableCsv(rows: readonly TableRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins like a formula for one; devices write some of these texts. */
function cell(value: TableRow[string]): string {
  if (value === undefined || value === null) {
    return '';
  }
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
