import { randomUUID } from 'node:crypto';
import type * as Lambda from '@aws-sdk/client-lambda';
import { AwsError } from '@fleet/aws-wire';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { invalidParameter, resourceConflict, stale } from './errors';
import { checkFunctionName, functionNameOf } from './function-names';
import { checkMayJoin } from './function-network';
import type { FunctionRecord } from './function-record';
import { existingFunction } from './functions';
import { architecturesOf, configurationOf, isOldRuntime, settingsOf } from './function-settings';
import type { LambdaParts } from './lambda-parts';
import { pageRules } from './page-rules';

type LambdaHandlers = ServiceHandlers<typeof Lambda>;

interface CodeLocation {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

async function readPackage(parts: LambdaParts, from: CodeLocation): Promise<Uint8Array> {
  if (from.ZipFile) {
    return from.ZipFile;
  }
  if (from.S3Bucket === undefined || from.S3Key === undefined) {
    throw invalidParameter('Please provide a source for function code: ZipFile, or S3Bucket and S3Key.');
  }
  try {
    return await parts.readObject(from.S3Bucket, from.S3Key, from.S3ObjectVersion);
  } catch (error) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Error occurred while GetObject. S3 Error: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      { cause: error },
    );
  }
}

/** Stores a changed function under a new revision; its old processes take no more work. */
function saveChanged(parts: LambdaParts, record: FunctionRecord): FunctionRecord {
  const changed = { ...record, lastModified: parts.clock.nowMillis(), revisionId: randomUUID() };
  parts.functions.save(changed);
  parts.runtime.retire(record.arn);
  return changed;
}

/** AWS's text, as every tool that has to wait for a new role looks for it. @throws InvalidParameterValueException */
function checkRole({ roleTrust }: LambdaParts, roleArn: string): void {
  if (!roleTrust(roleArn, 'lambda.amazonaws.com')) {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
}

function tellOfOldRuntime({ onOldRuntime }: LambdaParts, { name, runtime }: FunctionRecord): void {
  if (isOldRuntime(runtime)) {
    onOldRuntime({ functionName: name, runtime });
  }
}

function tellOfVpc({ onFunctionInVpc }: LambdaParts, { name, network }: FunctionRecord): void {
  if (network !== undefined) {
    onFunctionInVpc({ functionName: name, subnetIds: network.subnetIds });
  }
}

function checkRevision(record: FunctionRecord, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== record.revisionId) {
    throw stale();
  }
}

/** Create, read, update, delete, list. */
export function functionHandlers(parts: LambdaParts): LambdaHandlers {
  const { functions, code } = parts;
  return {
    async CreateFunction(input, { accountId, region }) {
      const name = functionNameOf(input.FunctionName);
      checkFunctionName(name);
      if (input.Publish) {
        throw invalidParameter('local-cloud has no function versions: Publish must be false.');
      }
      const settings = settingsOf(name, input);
      checkRole(parts, settings.role);
      const { sha256, size } = code.add(await readPackage(parts, input.Code));
      if (functions.find(name)) {
        throw resourceConflict(`Function already exist: ${name}`);
      }
      const record: FunctionRecord = {
        ...settings,
        name,
        arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
        codeSha256: sha256,
        codeSize: size,
        lastModified: parts.clock.nowMillis(),
        revisionId: randomUUID(),
        tags: input.Tags ?? {},
        policy: [],
        policyRevisionId: randomUUID(),
      };
      checkMayJoin(parts, record);
      functions.save(record);
      tellOfOldRuntime(parts, record);
      tellOfVpc(parts, record);
      return configurationOf(record);
    },

    GetFunction(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      const { reservedConcurrency: reserved } = record;
      return {
        Configuration: configurationOf(record),
        Code: { RepositoryType: 'S3' },
        Tags: Object.keys(record.tags).length > 0 ? record.tags : undefined,
        Concurrency: reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved },
      };
    },

    GetFunctionConfiguration: (input) =>
      configurationOf(existingFunction(parts, input.FunctionName, input.Qualifier)),

    async UpdateFunctionCode(input) {
      checkRevision(existingFunction(parts, input.FunctionName), input.RevisionId);
      if (input.Publish) {
        throw invalidParameter('local-cloud has no function versions: Publish must be false.');
      }
      const { sha256, size } = code.add(await readPackage(parts, input));
      const record = existingFunction(parts, input.FunctionName);
      const architectures = architecturesOf(input.Architectures ?? record.architectures);
      const changed = { ...record, architectures, codeSha256: sha256, codeSize: size };
      return configurationOf(input.DryRun ? changed : saveChanged(parts, changed));
    },

    UpdateFunctionConfiguration(input) {
      const record = existingFunction(parts, input.FunctionName);
      checkRevision(record, input.RevisionId);
      const settings = settingsOf(record.name, input, record);
      if (input.Role !== undefined) {
        checkRole(parts, settings.role);
      }
      const changed = { ...record, ...settings };
      if (input.VpcConfig !== undefined || input.Role !== undefined) {
        checkMayJoin(parts, changed);
      }
      if (changed.runtime !== record.runtime) {
        tellOfOldRuntime(parts, changed);
      }
      if (record.network === undefined) {
        tellOfVpc(parts, changed);
      }
      return configurationOf(saveChanged(parts, changed));
    },

    DeleteFunction(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      functions.delete(record.name);
      parts.runtime.retire(record.arn);
      return { StatusCode: 204 };
    },

    ListFunctions(input) {
      const found = page({ nextToken: input.Marker, maxResults: input.MaxItems }, pageRules, {
        name: ['functions'],
        key: textKey,
        read: (after, limit) => functions.list(after, limit),
        keyOf: ({ name }) => name,
      });
      return { Functions: found.items.map(configurationOf), NextMarker: found.nextToken };
    },

    PutFunctionConcurrency(input) {
      const record = existingFunction(parts, input.FunctionName);
      const reserved = input.ReservedConcurrentExecutions;
      if (!isWholeNumber(reserved)) {
        throw invalidParameter('ReservedConcurrentExecutions must be a whole number from 0 on.');
      }
      functions.save({ ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },

    GetFunctionConcurrency(input) {
      const { reservedConcurrency } = existingFunction(parts, input.FunctionName);
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },

    DeleteFunctionConcurrency(input) {
      const { reservedConcurrency, ...record } = existingFunction(parts, input.FunctionName);
      if (reservedConcurrency !== undefined) {
        functions.save(record);
      }
      return {};
    },
  };
}

/** The wire takes any number for an integer, and the SDK's type does not say that the member may be missing. */
function isWholeNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0;
}
