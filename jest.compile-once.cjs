const { setFlagsFromString } = require('node:v8');
const vm = require('node:vm');

/*
 * Jest's runtime compiles each module anew for every test file, and a worker has hundreds of them: it took a fifth of
 * the processor time of all unit tests. A script is compiled here once for each worker, and only run anew. Each test
 * file still has modules and globals of its own, as a script belongs to no context.
 */
const scripts = new Map();
const { compileFunction } = vm;

vm.compileFunction = (source, parameters, options) => {
  const { filename, parsingContext } = options;
  // Jest answers an `import()` for each test file by itself, so that nothing that has one can be shared.
  if (parsingContext === undefined || /\bimport\s*\(/.test(source)) {
    return compileFunction(source, parameters, options);
  }
  let known = scripts.get(filename);
  if (known?.source !== source) {
    const head = `(function (${parameters.join(', ')}) {`;
    known = {
      source,
      script: new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length }),
    };
    scripts.set(filename, known);
  }
  return known.script.runInContext(parsingContext);
};

// Most of what a test file runs ends before it has paid for being optimised. What runs for seconds still is.
setFlagsFromString('--interrupt-budget=1000000');
