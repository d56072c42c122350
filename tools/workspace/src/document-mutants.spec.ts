import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const survivor = {
  file: 'libs/lamp/src/lamp.ts',
  mutator: 'ConditionalExpression',
  from: "colour === 'red' || isOff",
  to: 'true',
  reason: 'Both branches do the same.',
};
const named = {
  mutator: 'StringLiteral',
  line: '^readonly name = ',
  reason: 'The name is for people.',
};

describe('the page on mutants', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mutants-'));
    mkdirSync(join(root, 'docs'));
    mkdirSync(join(root, 'dist/mutation'), { recursive: true });
    writeFileSync(join(root, 'docs/mutants.md'), '# Mutants\n\nA mutant is …\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const page = () => readFileSync(join(root, 'docs/mutants.md'), 'utf8');

  /** A report of Stryker: one mutant of each status, in lines that begin with `indent` more lines. */
  function report(project: string, statuses: readonly string[], linesBefore = 0): void {
    const lines = ["readonly name = 'lamp';", "if (colour === 'red' || isOff) {"];
    const source = [...Array<string>(linesBefore).fill('//'), ...lines].join('\n');
    const mutants = statuses.map((status, index) => {
      const line = linesBefore + 1 + (index % 2);
      const isName = index % 2 === 0;
      const [start, end] = isName ? [17, 23] : [5, 30];
      return {
        mutatorName: isName ? 'StringLiteral' : 'ConditionalExpression',
        replacement: isName ? '""' : 'true',
        status,
        location: { start: { line, column: start }, end: { line, column: end } },
      };
    });
    const files = { [`libs/${project}/src/lamp.ts`]: { source, mutants } };
    writeFileSync(join(root, `dist/mutation/${project}.json`), JSON.stringify({ files }));
  }

  function written(reasons: { readonly classes?: readonly object[]; readonly mutants?: readonly object[] }) {
    const content = { classes: [], mutants: [], ...reasons };
    writeFileSync(join(root, 'docs/mutants.json'), JSON.stringify(content));
    const program = join(__dirname, 'document-mutants.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program, root], { encoding: 'utf8' });
    return { status, stderr };
  }

  /** The cells of each row of a table that begins with `first`. */
  const rowsOf = (first: string) =>
    page()
      .split('\n')
      .filter((line) => line.startsWith(`| ${first}`))
      .map((line) =>
        line
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim())
          .slice(1, -1),
      );

  it('has what a run came to, and each survivor with its reason', () => {
    report('lamp', ['Survived', 'NoCoverage', 'Killed', 'Timeout', 'RuntimeError', 'Killed']);
    expect(written({ classes: [named], mutants: [survivor] })).toEqual({ status: 0, stderr: '' });
    expect(page()).toMatch(/^# Mutants\n\nA mutant is …\n/);
    const [row = []] = rowsOf('`lamp`');
    expect(row.slice(0, -1)).toEqual(['`lamp`', '5', '2', '1', '1', '1', '60.0 %']);
    expect(row.at(-1)).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(rowsOf('`lamp.ts`')).toEqual([
      ['`lamp.ts`, 1', '`\'lamp\'` → `""`', 'The name is for people.'],
      ['`lamp.ts`, 2', "`colour === 'red' \\|\\| isOff` → `true`", 'Both branches do the same.'],
    ]);
  });

  it('is not written while a mutant survives without a reason', () => {
    report('lamp', ['Killed', 'Survived']);
    const { status, stderr } = written({});
    expect(status).toBe(1);
    expect(stderr).toContain(
      "survives without a reason: libs/lamp/src/lamp.ts: ConditionalExpression: colour === 'red' || isOff -> true",
    );
    expect(page()).not.toContain('lamp');
  });

  it('is not written while a reason stands for a mutant that is killed', () => {
    report('lamp', ['Killed', 'Killed']);
    const { status, stderr } = written({ mutants: [survivor] });
    expect(status).toBe(1);
    expect(stderr).toContain('survives no more, remove its reason: libs/lamp/src/lamp.ts');
  });

  it('knows a mutant again whose line has moved', () => {
    report('lamp', ['Killed', 'Survived'], 7);
    expect(written({ mutants: [survivor] }).status).toBe(0);
    expect(rowsOf('`lamp.ts`')[0]?.[0]).toBe('`lamp.ts`, 9');
  });

  it('tells the same change in two lines apart, where a reason says which line', () => {
    report('lamp', ['Killed', 'Survived']);
    expect(written({ mutants: [{ ...survivor, line: 'another line' }] }).status).toBe(1);
    expect(written({ mutants: [{ ...survivor, line: "if (colour === 'red' || isOff) {" }] }).status).toBe(0);
  });

  it('keeps what it says of a project that was not run again', () => {
    report('lamp', ['Killed', 'Survived']);
    expect(written({ mutants: [survivor] }).status).toBe(0);
    rmSync(join(root, 'dist/mutation/lamp.json'));
    report('bulb', ['Killed', 'Killed']);
    expect(written({ mutants: [survivor] }).status).toBe(0);
    expect(
      rowsOf('`bulb`')
        .concat(rowsOf('`lamp`'))
        .map(([name, , , , , , score]) => [name, score]),
    ).toEqual([
      ['`bulb`', '100.0 %'],
      ['`lamp`', '50.0 %'],
    ]);
    expect(page()).toMatch(
      /### bulb\n\nChanged files: `lamp.ts`.\n\nNone survives\.\n\n### lamp\n\nChanged files: /,
    );
    const once = page();
    expect(written({ mutants: [survivor] }).status).toBe(0);
    expect(page()).toBe(once);
  });
});
