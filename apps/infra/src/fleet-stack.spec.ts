import { Template } from 'aws-cdk-lib/assertions';
import { FleetStacks } from './testing/fleet-stacks';

describe('the fleet’s stack', () => {
  const stacks = new FleetStacks();

  afterAll(() => stacks.remove());

  it('cannot be deleted by a slip', () => {
    expect(stacks.of().terminationProtection).toBe(true);
  });

  it('brings a changed root CA to a stack that exists, whose parameters the cdk CLI leaves as they were', () => {
    const template = Template.fromStack(stacks.of({ rootCa: 'ca.pem' }, 'a root'));
    template.hasParameter('RootCa', { Default: '' });
    template.hasResourceProperties('Custom::FleetClaims', {
      RootCa: { 'Fn::If': ['RootCaAsConfigured', 'a root', { Ref: 'RootCa' }] },
    });
  });

  it('says where the bundles are, where devices connect, and through which templates', () => {
    expect(Object.keys(Template.fromStack(stacks.of()).findOutputs('*')).sort()).toEqual([
      'AlarmTopic',
      'BucketName',
      'ClaimsNotInForce',
      'Endpoint',
      'ProvisioningTemplate',
      'RotationTemplate',
    ]);
  });
});
