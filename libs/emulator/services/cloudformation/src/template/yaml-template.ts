import type { Document, Node } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import { TemplateError } from '../errors';
import { getAttParts } from './intrinsic';
import type { JsonObject } from './json';

const withoutPrefix = ['Ref', 'Condition'];
const functions = new Set([
  ...withoutPrefix,
  ...['And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap'],
  ...['GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Not', 'Or', 'Select', 'Split', 'Sub'],
]);

/** Aliases copy what they point at; a few of them in a chain can name a terabyte. */
const maximumNodes = 100_000;

/**
 * Reads a YAML template. The short form of a function (`!Sub`, `!GetAtt A.Arn`) becomes its long form.
 * @throws TemplateError for what is not YAML, and for tags that CloudFormation does not have
 */
export function parseYamlTemplate(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error', uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new TemplateError(`YAML not well-formed. ${error.message}`, { cause: error });
  }
  return new Reader(document).read(document.contents);
}

class Reader {
  private nodes = 0;

  constructor(private readonly document: Document) {}

  read(node: unknown): unknown {
    if (++this.nodes > maximumNodes) {
      throw new TemplateError(`more than ${maximumNodes} nodes`);
    }
    if (isAlias(node)) {
      return this.read(node.resolve(this.document));
    }
    if (isMap(node)) {
      return this.tagged(node, this.readMap(node.items));
    }
    if (isSeq(node)) {
      return this.tagged(
        node,
        node.items.map((item) => this.read(item)),
      );
    }
    return isScalar(node) ? this.tagged(node, node.value) : undefined;
  }

  private readMap(items: readonly unknown[]): JsonObject {
    const entries = items.filter(isPair).map((pair): [string, unknown] => {
      if (!isScalar(pair.key)) {
        throw new TemplateError('a key must be a plain string');
      }
      return [String(pair.key.value), this.read(pair.value)];
    });
    return Object.fromEntries(entries);
  }

  private tagged(node: Node & { tag?: string | undefined }, value: unknown): unknown {
    const { tag } = node;
    if (tag === undefined || tag.startsWith('tag:yaml.org')) {
      return value;
    }
    const name = tag.slice(1);
    if (!functions.has(name)) {
      throw new TemplateError(`unknown tag ${tag}`);
    }
    if (name === 'GetAtt' && typeof value === 'string') {
      return { 'Fn::GetAtt': getAttParts(value) };
    }
    return { [withoutPrefix.includes(name) ? name : `Fn::${name}`]: value };
  }
}
