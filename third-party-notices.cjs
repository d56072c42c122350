const { Buffer } = require('node:buffer');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join } = require('node:path');

/*
 * What bundles carry of others, by the bundler's own list of what went into them: the licences of these packages, which
 * most of them want to be handed on, and a software bill of materials in the format of CycloneDX. Equal bundles have equal
 * notices, wherever they were built.
 */

const licensesFile = 'THIRD-PARTY-LICENSES.txt';
const billFile = 'sbom.json';

const cli = join(__dirname, 'node_modules', '.bin', 'cyclonedx-esbuild');
const roomForBill = 64 * 1024 * 1024;

/**
 * @param folder that the bundles are in
 * @param bundles their name, esbuild's metafiles of them, and the folder that the paths in these begin at
 */
function writeNotices(folder, { name, metafiles, workingDirectory }) {
  const bill = billOf({
    inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
    workingDirectory,
  });
  bill.metadata.component.name = name;
  writeFileSync(join(folder, licensesFile), licensesIn(bill));
  // The texts are in the other file, once each.
  bill.components?.forEach((component) => delete component.evidence);
  writeFileSync(join(folder, billFile), `${JSON.stringify(bill, undefined, 2)}\n`);
}

function billOf({ workingDirectory, ...metafile }) {
  const temporary = mkdtempSync(join(tmpdir(), 'metafile-'));
  try {
    const file = join(temporary, 'metafile.json');
    writeFileSync(file, JSON.stringify(metafile));
    const options = ['--gather-license-texts', '--output-reproducible', '--validate'];
    const places = ['--build-working-dir', workingDirectory, '--output-file', '-', file];
    const text = execFileSync(process.execPath, [cli, ...options, ...places], {
      encoding: 'utf8',
      maxBuffer: roomForBill,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(text);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** Each text once, under the names of the packages that have it. */
function licensesIn({ components = [] }) {
  const packagesOf = new Map();
  for (const { group, name, version, licenses = [], evidence = {} } of components) {
    if (group === '@fleet') {
      continue;
    }
    const texts = (evidence.licenses ?? []).map(({ license: { text } }) =>
      Buffer.from(text.content, text.encoding).toString().trim(),
    );
    const declared = licenses.map(({ license, expression }) => expression ?? license.id ?? license.name);
    const text = texts.length > 0 ? texts.join('\n\n') : `Licence: ${declared.join(', ')}`;
    const title = `${group === undefined ? name : `${group}/${name}`} ${version}`;
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), title]);
  }
  const sections = [...packagesOf].map(
    ([text, titles]) => `${[...new Set(titles)].sort().join('\n')}\n\n${text}\n`,
  );
  return sections.sort().join(`\n${'-'.repeat(80)}\n\n`);
}

/** For builds that do not hand on esbuild's metafile: writes the notices beside the bundle when it is there. */
const notices = {
  name: 'third-party notices',
  setup(build) {
    const { initialOptions } = build;
    initialOptions.metafile = true;
    build.onEnd(({ errors, metafile }) => {
      if (errors.length > 0) {
        return;
      }
      const { absWorkingDir: workingDirectory = process.cwd(), outfile, outdir } = initialOptions;
      const folder = outdir ?? dirname(outfile);
      writeNotices(folder, { name: basename(folder), metafiles: [metafile], workingDirectory });
    });
  },
};

module.exports = { billFile, licensesFile, notices, writeNotices };
