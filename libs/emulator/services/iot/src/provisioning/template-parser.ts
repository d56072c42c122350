import { readInput } from '@fleet/input-fault';
import { InvalidRequestException } from '../errors';
import { templateBody } from './template-body';
import type { TemplateBody } from './template-body';
import { checkReferences } from './template-references';

const largestBody = 10_240;
const deepestNesting = 12;

/**
 * Answers the body as it was given, once it is known to be a template.
 * @throws InvalidRequestException
 */
export function checkTemplateBody(source: string | undefined): string {
  if (source === undefined) {
    throw new InvalidRequestException(`Template body is missing; it must have 1 to ${largestBody} bytes`);
  }
  parseTemplateBody(source);
  return source;
}

/**
 * Reads a fleet provisioning template (developer guide: provision-template): at most 10,240 bytes of JSON, one
 * thing or none, one certificate by its id, any number of policies; functions and references that exist.
 * @throws InvalidRequestException that names the path of the fault
 */
export function parseTemplateBody(source: string): TemplateBody {
  const size = Buffer.byteLength(source);
  if (size === 0 || size > largestBody) {
    throw new InvalidRequestException(`Template body has ${size} bytes; it must have 1 to ${largestBody}`);
  }
  const read = readInput(templateBody, parseJson(source), invalid);
  checkResources(read);
  checkReferences(read);
  return read;
}

/**
 * Measured: a template without a thing is taken (hashicorp/terraform-provider-aws, acceptance tests of
 * aws_iot_provisioning_template). Documented: a thing is not required (developer guide, iot-provision). Guessed: a
 * certificate is.
 */
function checkResources({ Resources }: TemplateBody): void {
  const countOf = (type: string): number =>
    Object.values(Resources).filter((resource) => resource.Type === type).length;
  const [things, certificates] = [countOf('AWS::IoT::Thing'), countOf('AWS::IoT::Certificate')];
  if (things > 1) {
    throw invalid(`Resources has ${things} of type AWS::IoT::Thing, where a fleet template has one or none`);
  }
  if (certificates !== 1) {
    throw invalid(
      `Resources has ${certificates} of type AWS::IoT::Certificate, where a fleet template has one`,
    );
  }
}

function parseJson(source: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new InvalidRequestException('Template body is not valid JSON', { cause });
  }
  if (depthOf(value) > deepestNesting) {
    throw invalid(`it is nested deeper than ${deepestNesting} levels`);
  }
  return value;
}

function depthOf(root: unknown): number {
  let depth = 0;
  for (let level: unknown[] = [root]; level.length > 0; depth += 1) {
    level = level.flatMap(membersOf);
  }
  return depth;
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function invalid(reason: string): InvalidRequestException {
  return new InvalidRequestException(`Template body is invalid: ${reason}`);
}
