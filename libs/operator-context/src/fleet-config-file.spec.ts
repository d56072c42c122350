import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { readFleetConfig, readRootCa } from './fleet-config-file';

describe('the fleet’s configuration file', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleet-config-'));
    path = join(folder, 'fleet.config.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (content: unknown) =>
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));

  it('names every bad value with its legal range', () => {
    write({ models: ['model-1'], resourceTag: 'a-tag-that-is-too-long', rotationDays: 0, policyMode: 'lax' });
    expect(() => readFleetConfig(path)).toThrow(
      /resourceTag.*14 characters[^]*policyMode.*"strict"[^]*rotationDays/,
    );
  });

  it.each([
    ['is not there', undefined],
    ['is not JSON', '{'],
  ])('is named when it %s', (_when, content) => {
    if (content !== undefined) {
      write(content);
    }
    expect(() => readFleetConfig(path)).toThrow(`Cannot read the fleet configuration ${path}`);
  });

  it('may name a root CA beside it', () => {
    writeFileSync(join(folder, 'ca.pem'), rootCertificates[0] ?? '');
    write({ models: ['model-1'], rootCa: 'ca.pem' });
    const rootCa = readRootCa(readFleetConfig(path), path) ?? '';
    expect(new X509Certificate(rootCa).raw).toEqual(new X509Certificate(rootCertificates[0] ?? '').raw);
  });

  it('is refused when its root CA is no certificate', () => {
    writeFileSync(join(folder, 'ca.pem'), 'no certificate');
    write({ models: ['model-1'], rootCa: 'ca.pem' });
    expect(() => readRootCa(readFleetConfig(path), path)).toThrow('rootCa: ');
  });
});
