import type { RequestContext, RoleInUse } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { StackEngine } from '../stack-engine';
import { onBehalfOf } from '../deployment/environment';
import { ValidationError } from '../errors';
import { maxTemplateBodyBytes } from './parse-template';

/** Reads the template that lies at an S3 URL, by a role or by the account's own user. */
export type TemplateSource = (location: { bucket: string; key: string }, role?: RoleInUse) => Promise<string>;

export interface StackServiceParts {
  readonly engine: StackEngine;
  readonly clock: Clock;
  readonly readTemplate: TemplateSource;
  /** The role whose session sent a request; `undefined` for the account's own user. */
  readonly callerRole: (context: RequestContext) => RoleInUse | undefined;
  /** @throws ValidationError for a role that CloudFormation cannot assume */
  readonly checkRole: (roleArn: string | undefined) => void;
}

/** How the template of a request is read: with the permissions of the session that asks. */
export interface TemplateAccess extends Pick<StackServiceParts, 'readTemplate'> {
  readonly caller: RoleInUse | undefined;
}

export interface TemplateInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** The template that a stack is to have, as {@link givenTemplate}; undefined: the one that it has. */
export async function templateOf(
  input: TemplateInput & { readonly UsePreviousTemplate?: boolean | undefined },
  access: TemplateAccess,
): Promise<string | undefined> {
  const isGiven = input.TemplateBody !== undefined || input.TemplateURL !== undefined;
  return !isGiven && input.UsePreviousTemplate === true ? undefined : givenTemplate(input, access);
}

/**
 * The template that a request gives, itself or by its URL.
 * @throws ValidationError for none, both, or a URL that is not one of S3
 */
export async function givenTemplate(input: TemplateInput, access: TemplateAccess): Promise<string> {
  const { TemplateBody: body, TemplateURL: url } = input;
  if (body !== undefined && url !== undefined) {
    throw new ValidationError('Template URL and Template Body cannot be specified at the same time.');
  }
  if (body !== undefined && Buffer.byteLength(body) > maxTemplateBodyBytes) {
    throw new ValidationError(
      `Member must have length less than or equal to ${maxTemplateBodyBytes} (templateBody)`,
    );
  }
  if (body !== undefined) {
    return body;
  }
  if (url !== undefined) {
    return readFromS3(url, access);
  }
  throw new ValidationError('Either Template URL or Template Body must be specified.');
}

async function readFromS3(url: string, { readTemplate, caller }: TemplateAccess): Promise<string> {
  try {
    return await readTemplate(s3LocationOf(url), caller && onBehalfOf(caller));
  } catch (error) {
    if (error instanceof ValidationError) {
      throw error;
    }
    throw new ValidationError(
      `S3 error: ${error instanceof Error ? error.message : String(error)} (${url})`,
      {
        cause: error,
      },
    );
  }
}

/** Bucket and key of a URL in path style, or with the bucket as the first label of the host. */
export function s3LocationOf(url: string): { bucket: string; key: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) {
    throw new ValidationError(`TemplateURL is not a URL: ${url}`);
  }
  const path = decodeURIComponent(parsed.pathname).slice(1);
  const virtualHost = /^(?<bucket>.+)\.s3[.-]/.exec(parsed.hostname)?.groups?.['bucket'];
  if (virtualHost !== undefined) {
    return { bucket: virtualHost, key: path };
  }
  const slash = path.indexOf('/');
  if (slash <= 0) {
    throw new ValidationError(`TemplateURL must reference a valid S3 object: ${url}`);
  }
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
