import type { DeviceConfigFile } from '@fleet/fleet-contract';

export const agentBytes = Buffer.from('the agent');

export const agentNotices = {
  licenses: Buffer.from('the licences'),
  softwareBill: Buffer.from('{"bomFormat":"CycloneDX"}'),
};

export const deviceConfig: DeviceConfigFile = {
  endpoint: 'example-ats.iot.us-east-1.amazonaws.com',
  provisioningTemplate: 'p',
  rotationTemplate: 'r',
  certificates: { directory: 'certs', claimCertificate: 'c', claimPrivateKey: 'k', rootCa: 'a' },
  rotationDays: 360,
  graceDays: 14,
  spreadDays: 7,
};

/** What CloudFormation sends for a fleet of one model: a Create, but for what is changed. */
export function claimRequest(change: { readonly ResponseURL: string } & Readonly<Record<string, unknown>>) {
  return {
    RequestType: 'Create',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Claims',
    ResourceProperties: {
      ResourceTag: 'fleetprov',
      Models: ['model-1'],
      BucketName: 'bucket',
      TableName: 'table',
      AgentBucket: 'assets',
      AgentKey: 'agent.js',
      RotationDays: '360',
      GraceDays: '14',
      SpreadDays: '7',
    },
    ...change,
  };
}
