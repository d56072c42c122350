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

  it('cannot be asked for without a terminal, where the command does not name any', () => {
    expect(() => approvalFor({}, false)).toThrow(NobodyApprovesError);
  });

  it.each(['any-change', 'broadening', 'destructive', 'never'] as const)(
    'are those of %s without a terminal, too, where the command names them',
    (level) => {
      expect(approvalFor({ requireApproval: level }, false)).toBe(level);
      expect(approvalFor({ requireApproval: level, local: true }, false)).toBe(level);
    },
  );

  it.each([[{ approve: true }], [{ local: true }]] satisfies [Parameters<typeof approvalFor>[0]][])(
    'are none without a terminal with %j',
    (options) => {
      expect(approvalFor(options, false)).toBe('never');
    },
  );
});
