import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFleetConfig } from '@fleet/fleet-contract';
import {
  assertFresh,
  forgetRecord,
  isFresh,
  recordOf,
  StaleAssemblyError,
  writeRecord,
  type AssemblyInputs,
} from './assembly-record';

describe('the record of an assembly', () => {
  let folder: string;
  let inputs: AssemblyInputs;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assembly record '));
    const lambda = (name: string) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'index.js'), `// ${name}`);
      return join(folder, name);
    };
    const file = (name: string) => {
      writeFileSync(join(folder, name), `// ${name}`);
      return join(folder, name);
    };
    inputs = {
      config: parseFleetConfig({ models: ['model-1'] }),
      rootCa: undefined,
      bundles: {
        hookLambda: lambda('hook'),
        claimLambda: lambda('claim'),
        rotationLambda: lambda('rotation'),
        agent: file('agent.js'),
      },
      program: [file('synth.js'), file('package.json')],
    };
    writeRecord(folder, recordOf(inputs));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const check = (change: Partial<AssemblyInputs> = {}) =>
    assertFresh(folder, recordOf({ ...inputs, ...change }));

  it('lets an assembly be deployed that is of the configuration and the code that are there', () => {
    expect(() => check()).not.toThrow();
    const sameInOtherWords = parseFleetConfig({ graceDays: 14, models: ['model-1'] });
    expect(() => check({ config: sameInOtherWords })).not.toThrow();
  });

  it.each([
    ['graceDays', 'the configuration', { graceDays: 15 }],
    ['policyMode', 'the configuration', { policyMode: 'strict' }],
  ])('refuses one that is older than a change of %s', (_option, part, change) => {
    const config = parseFleetConfig({ models: ['model-1'], ...change });
    expect(() => check({ config })).toThrow(StaleAssemblyError);
    expect(() => check({ config })).toThrow(`before this changed: ${part}. Nothing was done.`);
  });

  it('refuses one that is older than what the root CA’s file has in it', () => {
    expect(() => check({ rootCa: 'another' })).toThrow('before this changed: the root CA.');
  });

  it('refuses one that is older than the code', () => {
    writeFileSync(join(inputs.bundles.hookLambda, 'index.js'), '// changed');
    expect(() => check()).toThrow('before this changed: the code of the functions or of the agent.');
    writeFileSync(join(folder, 'synth.js'), '// changed');
    expect(() => check()).toThrow('or of the agent, the CDK app.');
  });

  it.each([
    ['cut off in the middle', '{"configuration":"abc'],
    ['empty', ''],
    ['of an older version', '{"configuration":"abc"}'],
    ['no record at all', 'null'],
  ])('takes one for stale whose record is %s, and synthesis can write it anew', (_what, record) => {
    writeFileSync(join(folder, 'fleet-assembly.json'), record);
    expect(() => check()).toThrow(StaleAssemblyError);
    expect(() => check()).toThrow('has no record that can be read. Nothing was done.');
    expect(isFresh(folder, recordOf(inputs))).toBe(false);
    forgetRecord(folder);
    writeRecord(folder, recordOf(inputs));
    expect(isFresh(folder, recordOf(inputs))).toBe(true);
  });

  it('leaves nothing but the record when it is written', () => {
    const before = readdirSync(folder);
    writeRecord(folder, recordOf(inputs));
    expect(readdirSync(folder)).toEqual(before);
  });

  it('keeps the record that is there when writing another one is cut off', () => {
    const file = join(folder, 'fleet-assembly.json');
    const before = readFileSync(file, 'utf8');
    // The disk takes no more of it: a folder is where the new content would go.
    mkdirSync(`${file}.new`);
    expect(() => writeRecord(folder, recordOf(inputs))).toThrow('EISDIR');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('refuses one that was not finished, and says what to do', () => {
    forgetRecord(folder);
    expect(() => check()).toThrow('does not exist, or is incomplete');
    expect(() => check()).toThrow('npx nx run infra:synth');
  });
});
