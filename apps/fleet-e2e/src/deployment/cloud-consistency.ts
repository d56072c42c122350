export interface CloudConsistency {
  readonly seed: string;
  readonly scale: number;
}

/** How late the clouds of this run show changes; undefined: at once. The target `e2e-eventual` sets it. */
export function cloudConsistency(environment: NodeJS.ProcessEnv = process.env): CloudConsistency | undefined {
  const seed = environment['FLEET_E2E_CONSISTENCY_SEED'];
  const scale = environment['FLEET_E2E_CONSISTENCY_SCALE'];
  return seed === undefined || scale === undefined ? undefined : { seed, scale: Number(scale) };
}
