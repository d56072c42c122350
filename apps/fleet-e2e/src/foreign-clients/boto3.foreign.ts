import { join } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';
import { foundClient, runProgram } from './foreign-client';

const program = join(workspaceRoot, 'apps', 'fleet-e2e', 'src', 'foreign-clients', 'boto3_operator.py');

describe('an operator with boto3', () => {
  const resources = new ResourceStack();

  afterAll(() => resources.dispose());

  it('uses IoT, S3, DynamoDB, SQS and STS as in AWS', async () => {
    const { cloud, folder } = await startEmptyCloud(resources);
    const { exitCode, stdout, stderr } = await runProgram(
      resources,
      foundClient('boto3').program,
      [program],
      { environment: cloud.environment, folder },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      account: cloud.endpoints.accountId,
      endpoint: expect.any(String),
      thingPages: [25, 25, 10],
      certificate: { principals: true, policies: ['boto3'], deleteActive: 'CertificateStateException' },
      objects: { large: true, byUrl: 'small', keys: ['a/large', 'a/small ü'] },
      items: { found: [10, 12, 14, 16, 18], tags: ['x', 'y'] },
      messages: { bodies: ['hello'], attribute: 'b' },
    });
  });
});
