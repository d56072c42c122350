import { compileFunction } from 'node:vm';

type Require = (name: string) => unknown;

/**
 * Makes the `require` of a program that is one file and has its parts in it as texts, of which a command compiles only
 * those that it needs. Nothing is read from disk later: the file may be replaced while the program runs.
 *
 * @param parts CommonJS each, under the names by which they require each other
 * @param file the program's, of which stack traces tell
 * @param requireOfNode for every other name
 */
export function requireOfParts(
  parts: Readonly<Record<string, string>>,
  file: string,
  requireOfNode: Require,
): Require {
  const texts = new Map(Object.entries(parts));
  const modules = new Map<string, { exports: unknown }>();
  const requirePart: Require = (name) => {
    const text = texts.get(name);
    return text === undefined ? requireOfNode(name) : (modules.get(name) ?? run(name, text)).exports;
  };
  const run = (name: string, text: string): { exports: unknown } => {
    const module: { exports: unknown } = { exports: {} };
    const filename = `${file}/${name.replace('./', '')}`;
    const body = compileFunction(text, ['exports', 'require', 'module'], { filename });
    // Before it runs: parts may require each other in a circle.
    modules.set(name, module);
    try {
      Reflect.apply(body, undefined, [module.exports, requirePart, module]);
    } catch (error) {
      modules.delete(name);
      throw error;
    }
    return module;
  };
  return requirePart;
}
