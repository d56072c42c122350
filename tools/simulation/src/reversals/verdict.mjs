/**
 * What a run with a fault says of it. Of end-to-end tests, one of those that are named has to fail, and to say the words
 * itself: a failed build, or another test, may print them too.
 */
export function verdictOn({ finds }, { failed, output }) {
  if (finds.e2e === undefined) {
    return failed && output.includes(finds.words) ? 'found' : 'NOT FOUND';
  }
  if (!/^Tests: .*\b[1-9]\d* (failed|passed)/m.test(output)) {
    return 'NO TEST RAN';
  }
  const named = new RegExp(finds.tests, 'i');
  const isFound = failuresIn(output).some(({ test, text }) => named.test(test) && text.includes(finds.words));
  return failed && isFound ? 'found' : 'NOT FOUND';
}

/** As jest shows them, `● suite › test`, and what it says below. */
function failuresIn(output) {
  return output
    .split(/^ *● /m)
    .slice(1)
    .map((text) => ({ test: text.split('\n', 1)[0].replaceAll(' › ', ' '), text }));
}
