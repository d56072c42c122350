import { labels } from './behaviours.mjs';

const introduction = `# What of AWS IoT Core local-cloud does, and how that is known

This page is made from the code: \`npx nx run workspace:document\`. Each behaviour of AWS has a label:

- **measured**: somebody measured it on AWS, and published what they saw.
- **documented**: AWS documents it, or publishes source code that does it.
- **reported**: a user of AWS, or AWS's staff, reported it.
- **guessed**: nothing is published. local-cloud does what is safest for a device to meet.

`;

const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** Behaviours that tests show on local-cloud, and the day on which AWS passed each. */
export function testedBehaviours(tests, passes) {
  const passed = tests.filter(({ name }) => name in passes).length;
  const rows = tests.map(
    ({ about, behaviour, label, source, name }) =>
      `| ${cell(about)} | ${cell(behaviour)} | ${label} | ${cell(source)} | ${passes[name] ?? 'never run'} |\n`,
  );
  return (
    '## Tests that run against both\n\n' +
    '`npx nx run iot-conformance:e2e` runs them against local-cloud, `npx nx run iot-conformance:aws` against an account of AWS. ' +
    (passed === 0
      ? 'AWS has passed none of them yet: nobody has run them there.\n\n'
      : `AWS has passed ${passed} of ${tests.length}.\n\n`) +
    '| of | behaviour | known | source | passed by AWS |\n| --- | --- | --- | --- | --- |\n' +
    rows.join('') +
    '\n'
  );
}

/** @param apis for each API its title, and its operations with the test that calls each, if it is implemented */
export function operations(apis) {
  return (
    '## Operations\n\n' +
    apis
      .map(({ title, implemented, missing }) => {
        const rows = implemented.map(({ name, test }) => `| ${name} | ${linkTo(test)} |\n`);
        const table =
          rows.length === 0
            ? ''
            : `| implemented | a test that calls it |\n| --- | --- |\n${rows.join('')}\n`;
        const total = implemented.length + missing.length;
        const rest = missing.length === 0 ? '' : `Not implemented: ${missing.join(', ')}.\n\n`;
        return `### ${title}: ${implemented.length} of ${total}\n\n${table}${rest}`;
      })
      .join('')
  );
}

/** @param files for each file of tests its path and the titles in it */
export function testedFeatures(heading, files) {
  return (
    `## ${heading}\n\n` +
    files
      .filter(({ titles }) => titles.length > 0)
      .map(({ path, titles }) => `${linkTo(path)}:\n\n${titles.map((title) => `- ${title}\n`).join('')}\n`)
      .join('')
  );
}

/** @param places for each file with labelled comments its path and the comments */
export function assumptions(places) {
  const all = places.flatMap(({ comments }) => comments);
  const counts = labels.map(
    (label) => `${label} ${all.filter((each) => each.labels.includes(label)).length}`,
  );
  const rows = places.flatMap(({ path, comments }) =>
    comments.map((comment) => `| ${comment.labels.join(', ')} | ${cell(comment.text)} | ${linkTo(path)} |\n`),
  );
  return (
    '## What the code assumes of AWS\n\n' +
    `The comments that say so, where the code does it: ${counts.join(', ')}. A comment may have more than one label.\n\n` +
    `| known | comment | in |\n| --- | --- | --- |\n${rows.join('')}\n`
  );
}

/** The whole page. */
export function conformancePage(...sections) {
  return `${introduction}${sections.join('')}`;
}

function linkTo(path) {
  return `[${path.split('/').at(-1)}](../${path})`;
}
