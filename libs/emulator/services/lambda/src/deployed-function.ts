import type { DeployedFunction } from '@fleet/lambda-runtime';
import type { CodeDirectory } from './deployment-package';
import type { FunctionRecord } from './function-record';

/** What the runtime has to know of a stored function. */
export function deployedFunction(record: FunctionRecord, code: CodeDirectory): DeployedFunction {
  return {
    name: record.name,
    arn: record.arn,
    version: '$LATEST',
    codeDirectory: code.pathOf(record.codeSha256),
    handler: record.handler,
    runtime: record.runtime,
    environment: record.environment ?? {},
    timeoutSeconds: record.timeout,
    memoryMegabytes: record.memorySize,
    roleArn: record.role,
    logGroup: record.logGroup,
    revision: record.revisionId,
    reservedConcurrency: record.reservedConcurrency,
  };
}
