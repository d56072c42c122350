// The page docs/mutants.md as a pure function of Stryker's reports and of the reasons in docs/mutants.json.

/** Mutants that survive, and what the page cannot be written without. */
export class MutantsPageError extends Error {
  name = 'MutantsPageError';
}

/**
 * @param page as it is; what it says of projects without a report stays
 * @param reports of each project: its name, Stryker's report and the day of the run
 * @throws MutantsPageError naming each survivor without a reason, and each reason without a survivor
 */
export function mutantsPage(page, reports, reasons) {
  const found = reports.map((report) => ({ ...report, mutants: mutantsOf(report.report) }));
  const unlived = found.flatMap(({ mutants }) => mutants.filter(({ status }) => isUnkilled(status)));
  const problems = [
    ...unlived.filter((mutant) => reasonFor(mutant, reasons) === undefined).map(unexplained),
    ...reasons.mutants
      .filter((reason) => isReported(reason, found) && !unlived.some((mutant) => matches(reason, mutant)))
      .map((reason) => `survives no more, remove its reason: ${describe(reason)}`),
  ];
  if (problems.length > 0) {
    throw new MutantsPageError(problems.join('\n'));
  }
  return found.reduce((text, project) => withProject(text, project, reasons), page);
}

/** The mutants of a report, each with the text that it changes and the line in which that stands. */
function mutantsOf({ files }) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ mutatorName: mutator, replacement, status, location: { start, end } }) => {
      const [first, ...rest] = lines.slice(start.line - 1, end.line);
      const whole = [first, ...rest];
      whole[whole.length - 1] = whole.at(-1).slice(0, end.column - 1);
      whole[0] = whole[0].slice(start.column - 1);
      return {
        file,
        mutator,
        from: oneLine(whole.join('\n')),
        to: oneLine(replacement),
        line: first.trim(),
        at: start.line,
        status,
      };
    });
  });
}

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
const isUnkilled = (status) => status === 'Survived' || status === 'NoCoverage';

/** The reason for one mutant, or for a class of them. */
function reasonFor(mutant, { mutants, classes }) {
  return (
    mutants.find((reason) => matches(reason, mutant))?.reason ??
    classes.find(({ mutator, line }) => mutator === mutant.mutator && new RegExp(line).test(mutant.line))
      ?.reason
  );
}

/** `line` is there only where one file has the same change in several places. */
function matches({ file, mutator, from, to, line }, mutant) {
  return (
    file === mutant.file &&
    mutator === mutant.mutator &&
    from === mutant.from &&
    to === mutant.to &&
    (line === undefined || line === mutant.line)
  );
}

const isReported = ({ file }, found) => found.some(({ report }) => file in report.files);
const describe = ({ file, mutator, from, to }) => `${file}: ${mutator}: ${from} -> ${to}`;
const unexplained = (mutant) => `survives without a reason: ${describe(mutant)} (in: ${mutant.line})`;

/** The page with the row and the section of one project as its report has them. */
function withProject(page, { name, mutants, day }, reasons) {
  const rows = new Map([...page.matchAll(/^\| `([\w-]+)` +\|.*$/gm)].map(([row, project]) => [project, row]));
  const sections = new Map(
    [...page.matchAll(/^### ([\w-]+)\n[^]*?(?=^### |(?![^]))/gm)].map(([section, project]) => [
      project,
      section,
    ]),
  );
  rows.set(name, row(name, mutants, day));
  sections.set(name, section(name, mutants, reasons));
  const [introduction] = page.split(/^\| project /m);
  const sorted = (map) =>
    [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text.trim());
  return [
    introduction.trim(),
    '',
    '| project | mutants | killed | timed out | survived | no coverage | score | run on |',
    '| --- | --: | --: | --: | --: | --: | --: | --- |',
    ...sorted(rows),
    '',
    '## Mutants that survive',
    '',
    sorted(sections).join('\n\n'),
    '',
  ].join('\n');
}

function row(name, mutants, run) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, timedOut] = [count('Killed'), count('Timeout')];
  const [survived, uncovered] = [count('Survived'), count('NoCoverage')];
  const valid = killed + timedOut + survived + uncovered;
  const score = `${((100 * (killed + timedOut)) / valid).toFixed(1)} %`;
  return `| \`${name}\` | ${[valid, killed, timedOut, survived, uncovered, score, run].join(' | ')} |`;
}

function section(name, mutants, reasons) {
  const rows = mutants
    .filter(({ status }) => isUnkilled(status))
    .map((mutant) => {
      const place = `${code(inProject(mutant.file))}, ${mutant.at}`;
      return `| ${place} | ${code(mutant.from)} → ${code(mutant.to)} | ${reasonFor(mutant, reasons)} |`;
    });
  const table = ['| file, line | change | why no test fails |', '| --- | --- | --- |', ...rows];
  const files = [...new Set(mutants.map(({ file }) => code(inProject(file))))].sort().join(', ');
  const changed = `Changed files: ${files}.`;
  return [`### ${name}`, '', changed, '', ...(rows.length > 0 ? table : ['None survives.'])].join('\n');
}

const inProject = (file) => file.split('/src/')[1] ?? file;

/** A cell cannot have a bar in it, and the code around a backtick has two. */
function code(text) {
  const shown = (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll('|', '\\|');
  if (shown === '') {
    return 'nothing';
  }
  return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}
