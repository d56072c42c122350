/**
 * Every cloud of the tests is eventually consistent, in a hundredth of the time that AWS takes: five minutes are three
 * seconds. CONSISTENCY_SEED repeats a run as far as the programs let it.
 */
process.env.FLEET_E2E_CONSISTENCY_SEED = process.env.CONSISTENCY_SEED ?? 'fleet';
process.env.FLEET_E2E_CONSISTENCY_SCALE = process.env.CONSISTENCY_SCALE ?? '0.01';
