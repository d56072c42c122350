import { cpus, release, totalmem, type } from 'node:os';

/** What kind of machine the figures are of: enough to compare, nothing that tells which one. */
export function machineClass(): {
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
} {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${type()} ${release()}`,
    node: process.version,
  };
}
