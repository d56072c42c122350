import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const buildSpec = z.object({
  phases: z.object({
    install: z.object({ commands: z.array(z.string()) }),
    build: z.object({ commands: z.array(z.string()) }),
  }),
});

const project = z.object({
  Type: z.literal('AWS::CodeBuild::Project'),
  Properties: z.object({
    Description: z.string(),
    Environment: z.object({
      EnvironmentVariables: z.array(z.object({ Name: z.string(), Value: z.unknown() })).optional(),
    }),
    Source: z.object({ BuildSpec: z.string() }),
  }),
});

const template = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** What a build of the pipeline runs, and with which variables. */
export interface PipelineBuild {
  readonly commands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The account and the region in which a template is resolved. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The build of the synthesised pipeline whose description ends in `name`: as CodeBuild would run it. */
export function buildOf(assembly: string, name: string, place: Place): PipelineBuild {
  const content: unknown = JSON.parse(readFileSync(join(assembly, 'fleet-pipeline.template.json'), 'utf8'));
  const projects = Object.values(template.parse(content).Resources).flatMap(
    (each) => project.safeParse(each).data ?? [],
  );
  const found = projects.find(({ Properties: { Description: description } }) =>
    description.endsWith(`/${name}`),
  );
  if (found === undefined) {
    throw new Error(`The pipeline has no build ${name}`);
  }
  const { Source: source, Environment: environment } = found.Properties;
  const { install, build } = buildSpec.parse(JSON.parse(source.BuildSpec)).phases;
  const variables = environment.EnvironmentVariables ?? [];
  return {
    commands: [...install.commands, ...build.commands],
    environment: Object.fromEntries(variables.map(({ Name, Value }) => [Name, resolved(Value, place)])),
  };
}

const joinedParts = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const reference = z.object({ Ref: z.string() });

/** A value of a template, with what CloudFormation puts in. */
function resolved(value: unknown, place: Place): string {
  if (typeof value === 'string') {
    return value;
  }
  const joined = joinedParts.safeParse(value).data?.['Fn::Join'];
  if (joined !== undefined) {
    return joined[1].map((part) => resolved(part, place)).join(joined[0]);
  }
  const known: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
  };
  const found = known[reference.parse(value).Ref];
  if (found === undefined) {
    throw new Error(`Nobody says what ${JSON.stringify(value)} is`);
  }
  return found;
}
