import { inWords } from '@fleet/input-fault';
import { TemplateError } from '../errors';
import { isArray, isObject } from './json';
import type { Template } from './template';
import { templateSchema } from './template';
import { parseYamlTemplate } from './yaml-template';

/** Limits of AWS CloudFormation (page "cloudformation-limits"): a body in S3 has at most 1 MB, one in a request 51,200 bytes. */
export const maxTemplateBytes = 1_048_576;
export const maxTemplateBodyBytes = 51_200;
const maximumResources = 500;
const maximumDepth = 64;

/** The template that was read last: a deployment reads the same one again and again. */
let latest: { readonly text: string; readonly template: Template } | undefined;

/**
 * Reads a template, JSON or YAML. Nobody can change what it returns, as others get the same.
 * @throws TemplateError that names the part which cannot be read
 */
export function parseTemplate(text: string): Template {
  if (latest?.text !== text) {
    latest = { text, template: frozen(readTemplate(text)) };
  }
  return latest.template;
}

/** What several aliases of YAML share is walked once. */
function frozen<Part>(part: Part): Part {
  if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) {
    Object.values(part).forEach(frozen);
    Object.freeze(part);
  }
  return part;
}

function readTemplate(text: string): Template {
  if (Buffer.byteLength(text) > maxTemplateBytes) {
    throw new TemplateError(`the template has more than ${maxTemplateBytes} bytes`);
  }
  const document = readDocument(text);
  if (!isObject(document)) {
    throw new TemplateError('unsupported structure.');
  }
  refuseDepth(document, 0);
  if (document['Transform'] !== undefined) {
    throw new TemplateError(`transforms are not supported here: ${JSON.stringify(document['Transform'])}`);
  }
  const parsed = templateSchema.safeParse(document, { error: inWords });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('/') || 'the template'} ${message}`,
    );
    throw new TemplateError(problems.join('; '));
  }
  const count = Object.keys(parsed.data.Resources).length;
  if (count > maximumResources) {
    throw new TemplateError(
      `Number of resources, ${count}, is greater than maximum allowed, ${maximumResources}`,
    );
  }
  return parsed.data;
}

function readDocument(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? readJsonOrFlowYaml(text) : parseYamlTemplate(text);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TemplateError('nested too deeply', { cause: error });
    }
    throw error;
  }
}

/** YAML may begin with a brace as well; CDK's own bootstrap template in JSON is far quicker through JSON.parse. */
function readJsonOrFlowYaml(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    return parseYamlTemplate(text);
  }
}

/** The functions that walk a template call themselves: what they walk has a bottom. */
function refuseDepth(value: unknown, depth: number): void {
  if (depth > maximumDepth) {
    throw new TemplateError(`nested deeper than ${maximumDepth} levels`);
  }
  if (isArray(value)) {
    value.forEach((item) => refuseDepth(item, depth + 1));
  } else if (isObject(value)) {
    Object.values(value).forEach((item) => refuseDepth(item, depth + 1));
  }
}
