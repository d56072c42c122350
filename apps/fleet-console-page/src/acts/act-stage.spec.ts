import { actStage, needsTrial } from './act-stage';

const asked = {
  ran: undefined,
  state: undefined,
  isSingle: true,
  isTried: false,
  needsTrial: false,
} as const;

describe('the dialog of an act', () => {
  it('wants a trial of a selection, and of what nothing takes back', () => {
    expect(needsTrial({ isSingle: true, isFinal: false })).toBe(false);
    expect(needsTrial({ isSingle: false, isFinal: false })).toBe(true);
    expect(needsTrial({ isSingle: true, isFinal: true })).toBe(true);
    expect(actStage(asked).lacksTrial).toBe(false);
    expect(actStage({ ...asked, needsTrial: true }).lacksTrial).toBe(true);
    const tried = { ...asked, ran: 'trial', state: 'done', isTried: true } as const;
    expect(actStage({ ...tried, needsTrial: true }).lacksTrial).toBe(false);
  });

  it.each(['failed', 'stopped', 'running'] as const)('takes a trial that is %s for none', (state) => {
    expect(actStage({ ...asked, needsTrial: true, ran: 'trial', state }).lacksTrial).toBe(true);
  });

  it('can stop a trial and a selection, and not the act on one device, which the server finishes', () => {
    expect(actStage({ ...asked, ran: 'act', state: 'running' })).toMatchObject({
      isRunning: true,
      goesOn: true,
    });
    expect(actStage({ ...asked, ran: 'trial', state: 'running' }).goesOn).toBe(false);
    expect(actStage({ ...asked, ran: 'act', state: 'running', isSingle: false }).goesOn).toBe(false);
  });

  it('is over when the act is done, and not when its trial is', () => {
    expect(actStage({ ...asked, ran: 'act', state: 'done' }).isOver).toBe(true);
    expect(actStage({ ...asked, ran: 'trial', state: 'done' }).isOver).toBe(false);
  });
});
