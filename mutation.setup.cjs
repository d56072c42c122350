// For mutation runs: a property that fails has killed the mutant. To look for its simplest counterexample only takes
// time, and chance would have some mutants survive in one run and not in the next.
require('fast-check').configureGlobal({ endOnFailure: true, seed: 1 });
