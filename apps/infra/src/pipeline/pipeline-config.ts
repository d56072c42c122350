import { readFileSync } from 'node:fs';
import { isModelName, listProblems, modelNameRange, problemsOf, type Problem } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';

/** Where a stack is deployed to. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where the pipeline takes the code from. */
export type PipelineSource =
  | { readonly kind: 'codecommit'; readonly repository: string; readonly branch: string }
  | {
      readonly kind: 'connection';
      /** `owner/name`, as the provider spells it. */
      readonly repository: string;
      readonly branch: string;
      /** ARN of a CodeConnections connection to GitHub, GitLab or Bitbucket. */
      readonly connectionArn: string;
    };

/** A device that the pipeline provisions, rotates and removes after each deploy. */
export interface SmokeTest {
  readonly serial: string;
  /** Of the fleet's first model, when absent. */
  readonly model?: string;
  /** Path of its voucher, relative to this configuration, where the fleet asks for vouchers. */
  readonly voucher?: string;
}

export interface PipelineStage {
  readonly name: string;
  /** Path of the fleet's configuration, relative to the pipeline's own. */
  readonly fleetConfig: string;
  /** Those of the pipeline, when absent. */
  readonly place?: Place;
  /** Whether a person has to agree before this stage is deployed. */
  readonly approval: boolean;
  readonly smokeTest?: SmokeTest;
}

/** What the operator decides about the pipeline. */
export interface PipelineConfig {
  /** The pipeline is `<name>`, its stack `<name>-pipeline`. */
  readonly name: string;
  readonly source: PipelineSource;
  /** Those of the operator's credentials, when absent: possible as long as all stages are there, too. */
  readonly place?: Place;
  /** Deployed one after the other. */
  readonly stages: readonly PipelineStage[];
}

export class InvalidPipelineConfigError extends Error {
  override readonly name = 'InvalidPipelineConfigError';
  constructor(readonly problems: readonly Problem[]) {
    super(`The pipeline configuration is not valid:\n${listProblems(problems)}`);
  }
}

/** The configuration file cannot be read, or is not JSON. */
export class UnreadablePipelineConfigError extends Error {
  override readonly name = 'UnreadablePipelineConfigError';
}

function text(range: string, isLegal: (value: string) => boolean) {
  const error = `must be ${range}`;
  return z.string({ error }).check(z.refine(isLegal));
}

const matching = (range: string, pattern: RegExp) => text(range, (value) => pattern.test(value));
const name = matching(
  '2 to 20 lower-case letters, digits and hyphens, a letter first',
  /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
);
const branch = z._default(matching('the name of a branch', /^[^\s~^:?*[\\]{1,200}$/), 'main');
const account = matching('an account id: 12 digits', /^\d{12}$/);
const region = matching('a region, as eu-central-1', /^[a-z]{2}(-[a-z]+)+-\d$/);
const unknownKeys = (known: Readonly<Record<string, unknown>>) => ({
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === 'unrecognized_keys'
      ? `has unknown keys: ${issue.keys.join(', ')}; the known ones are ${Object.keys(known).join(', ')}`
      : 'must be an object',
});

function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, unknownKeys(shape));
}

const codeCommit = object({
  kind: z.literal('codecommit'),
  repository: matching('the name of a CodeCommit repository', /^[\w.-]{1,100}$/),
  branch,
});
const connection = object({
  kind: z.literal('connection'),
  repository: matching('a repository, as owner/name', /^[\w.-]+(\/[\w.-]+)+$/),
  branch,
  connectionArn: matching(
    'the ARN of a connection',
    /^arn:aws[\w-]*:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/,
  ),
});
const stage = object({
  name,
  fleetConfig: text('the path of a fleet configuration', (path) => path !== ''),
  place: z.optional(object({ account, region })),
  approval: z._default(z.boolean({ error: 'must be true or false' }), false),
  smokeTest: z.optional(
    object({
      serial: text('a serial number', (serial) => serial !== ''),
      model: z.optional(text(modelNameRange, isModelName)),
      voucher: z.optional(text('the path of a voucher', (path) => path !== '')),
    }),
  ),
});
const pipelineConfig = object({
  name: z._default(name, 'fleet'),
  source: z.discriminatedUnion('kind', [codeCommit, connection], {
    error: 'must be an object whose kind is "codecommit" or "connection"',
  }),
  place: z.optional(object({ account, region })),
  stages: z
    .array(stage, { error: 'must be a list of 1 to 10 stages' })
    .check(z.minLength(1), z.maxLength(10)),
});

/**
 * Reads a pipeline configuration and fills in the defaults.
 * @throws InvalidPipelineConfigError with every problem, its path and what is legal
 */
export function parsePipelineConfig(value: unknown): PipelineConfig {
  const parsed = pipelineConfig.safeParse(value);
  if (!parsed.success) {
    throw new InvalidPipelineConfigError(problemsOf(parsed.error));
  }
  const { stages, place, ...rest } = parsed.data;
  const config = {
    ...rest,
    ...defined({ place }),
    stages: stages.map(({ smokeTest, ...each }) => ({
      ...defined(each),
      ...defined({ smokeTest: smokeTest && defined(smokeTest) }),
    })),
  };
  const problems = contradictions(config);
  if (problems.length > 0) {
    throw new InvalidPipelineConfigError(problems);
  }
  return config;
}

/** What no single value shows. */
function contradictions({ stages, place }: PipelineConfig): readonly Problem[] {
  const problems: Problem[] = [];
  const names = stages.map((each) => each.name);
  names.forEach((each, index) => {
    if (names.indexOf(each) !== index) {
      problems.push({
        path: `stages[${index}].name`,
        message: `is the name of stages[${names.indexOf(each)}], too`,
      });
    }
  });
  if (place === undefined && stages.some((each) => each.place !== undefined)) {
    problems.push({
      path: 'place',
      message:
        'is needed as soon as a stage has a place: the pipeline cannot reach another account from an unknown one',
    });
  }
  return problems;
}

/**
 * @throws UnreadablePipelineConfigError
 * @throws InvalidPipelineConfigError
 */
export function readPipelineConfig(path: string): PipelineConfig {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadablePipelineConfigError(`Cannot read the pipeline configuration ${path}: ${why}`, {
      cause: error,
    });
  }
  return parsePipelineConfig(content);
}
