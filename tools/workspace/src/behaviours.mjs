import ts from 'typescript';

/** How a behaviour of AWS is known. The conformance tests are calls of functions with these names. */
export const labels = ['measured', 'documented', 'reported', 'guessed'];

/**
 * The tests of a file of conformance tests: `documented('source')('behaviour', check)`, within its `describe`s.
 * @returns for each its label, source, behaviour and the name that jest gives it
 */
export function labelledTests(text) {
  const found = [];
  visitCalls(text, (call, titles) => {
    const label = ts.isCallExpression(call.expression) ? nameOf(call.expression) : undefined;
    const [source, behaviour] = [textOf(call.expression.arguments?.[0]), textOf(call.arguments[0])];
    if (labels.includes(label) && source !== undefined && behaviour !== undefined) {
      const name = [...titles, `${behaviour} [${label}: ${source}]`].join(' › ');
      found.push({ label, source, behaviour, about: titles.join(', '), name });
    }
  });
  return found;
}

/** The titles of `it` and `it.each` in a file of tests, each with those of its `describe`s. */
export function testTitles(text) {
  const found = [];
  visitCalls(text, (call, titles) => {
    const title = textOf(call.arguments[0]);
    if (nameOf(call) === 'it' && title !== undefined) {
      found.push([...titles, title].join(' '));
    }
  });
  return found;
}

/** Comments that say how a behaviour of AWS is known, each as one line of text with the labels that it has. */
export function labelledComments(text) {
  return commentsOf(text)
    .map((comment) => ({ text: comment, labels: labelsIn(comment) }))
    .filter((comment) => comment.labels.length > 0);
}

/** Labels stand at the begin of a sentence or clause, before a colon, a source in brackets, or what is guessed. */
function labelsIn(comment) {
  return labels.filter((label) =>
    new RegExp(`(^|[.;:(] ?)${label}\\b(?: (?:codes?|up to|from|for)\\b| \\(|:|\\)|, )`, 'i').test(comment),
  );
}

/** Consecutive line comments are one comment. */
function commentsOf(text) {
  const blocks = text.match(/\/\*\*[^]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm) ?? [];
  return blocks.map((block) =>
    block
      .replace(/^\s*(?:\/\*\*|\*\/|\*|\/\/)/gm, '')
      .replace(/\*\//g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function visitCalls(text, visit) {
  const file = ts.createSourceFile('tests.ts', text, ts.ScriptTarget.Latest);
  const walk = (node, titles) => {
    if (ts.isCallExpression(node)) {
      visit(node, titles);
      const title = nameOf(node) === 'describe' ? textOf(node.arguments[0]) : undefined;
      const inner = title === undefined ? titles : [...titles, title];
      ts.forEachChild(node, (child) => walk(child, inner));
      return;
    }
    ts.forEachChild(node, (child) => walk(child, titles));
  };
  walk(file, []);
}

/** The function that is called: `it` also for `it.each(…)(…)`. */
function nameOf(call) {
  let callee = call.expression;
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    callee = callee.expression;
  }
  return ts.isIdentifier(callee) ? callee.text : undefined;
}

function textOf(node) {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}
