import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNamedValue } from './named-value';
import { DeviceFolderError } from './text-file';

describe('a value that machine_config.json names', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'named-'));
    process.env['AGENT_TEST_SERIAL'] = ' device-7\n';
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete process.env['AGENT_TEST_SERIAL'];
  });

  function file(content: string, mode = 0o600): string {
    const path = join(folder, 'source');
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  const script = (text: string): string => file(`#!/bin/sh\n${text}\n`, 0o700);

  it.each(['device-7', 'a:b', 'environment:x', ''])('is itself where it names no place: %p', (written) => {
    expect(findNamedValue(written)).toEqual({ value: written });
  });

  it('is a variable of the environment', () => {
    expect(findNamedValue('env:AGENT_TEST_SERIAL')).toEqual({
      value: 'device-7',
      from: 'env:AGENT_TEST_SERIAL',
    });
  });

  it.each(['device-7', ' device-7\r\n', 'device-7\0'])('is the content of a file, trimmed: %p', (content) => {
    const written = `file:${file(content)}`;
    expect(findNamedValue(written)).toEqual({ value: 'device-7', from: written });
  });

  it('is what a command writes, which gets its arguments as they are', () => {
    const written = `command:${script('echo "$2-$#"')}  one  $(id)`;
    expect(findNamedValue(written)).toEqual({ value: '$(id)-2', from: written });
  });

  it.each([
    ['env:AGENT_TEST_UNSET', /variable AGENT_TEST_UNSET is not set/],
    ['env:A B', /names no variable/],
    ['file:serial', /absolute path, file:\/\.\.\./],
    ['file:/does/not/exist', /Cannot read \/does\/not\/exist/],
    ['command:hostname', /absolute path, command:\/\.\.\./],
    ['command:/does/not/exist', /\/does\/not\/exist cannot be run \(ENOENT\)/],
  ])('is looked for in vain: %s', (written, words) => {
    expect(() => findNamedValue(written)).toThrow(DeviceFolderError);
    expect(() => findNamedValue(written)).toThrow(words);
  });

  it.each([
    ['echo secret; exit 3', /ended with exit code 3/],
    ['echo secret; kill -9 $$', /was ended by SIGKILL/],
    ['yes secret', /written more than 16384 bytes/],
    ['echo " "', /There is nothing in command:/],
  ])('is not what a command writes that goes wrong: %s', (text, words) => {
    const find = () => findNamedValue(`command:${script(text)}`);
    expect(find).toThrow(words);
    expect(find).not.toThrow(/secret/);
  });

  it('is not waited for without end', () => {
    expect(() => findNamedValue(`command:${script('exec sleep 60')}`, 50)).toThrow(
      /not ended within 0\.05 s/,
    );
  });
});
