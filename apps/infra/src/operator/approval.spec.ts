import { approvalFor, NobodyApprovesError, type Approval } from './approval';

describe('the changes that a person has to approve', () => {
  it.each([
    ['those that broaden permissions', {}, 'broadening'],
    ['none on local-cloud', { local: true }, 'never'],
    ['none that the command approves', { approve: true }, 'never'],
    ['those that the command names', { requireApproval: 'any-change' }, 'any-change'],
    [
      'those that the command names, on local-cloud',
      { local: true, requireApproval: 'destructive' },
      'destructive',
    ],
  ] satisfies [string, Parameters<typeof approvalFor>[0], Approval][])(
    'are %s, at a terminal',
    (_what, options, approval) => {
      expect(approvalFor(options, true)).toBe(approval);
    },
  );

  it.each([
    ['as a rule', {}],
    ['by any-change', { requireApproval: 'any-change' }],
    ['by broadening', { requireApproval: 'broadening' }],
    ['by destructive', { requireApproval: 'destructive' }],
    ['by any-change on local-cloud', { local: true, requireApproval: 'any-change' }],
  ] satisfies [string, Parameters<typeof approvalFor>[0]][])(
    'cannot be asked for %s without a terminal',
    (_what, options) => {
      expect(() => approvalFor(options, false)).toThrow(NobodyApprovesError);
    },
  );

  it.each([[{ approve: true }], [{ requireApproval: 'never' }], [{ local: true }]] satisfies [
    Parameters<typeof approvalFor>[0],
  ][])('are none without a terminal with %j', (options) => {
    expect(approvalFor(options, false)).toBe('never');
  });
});
