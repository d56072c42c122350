import { actStage } from './act-stage';

const asked = { ran: undefined, state: undefined, isSingle: true, isTried: false, isFinal: false } as const;

describe('the dialog of an act', () => {
  it('wants a trial of a selection, and of what nothing takes back', () => {
    expect(actStage(asked).lacksTrial).toBe(false);
    expect(actStage({ ...asked, isSingle: false }).lacksTrial).toBe(true);
    expect(actStage({ ...asked, isFinal: true }).lacksTrial).toBe(true);
    expect(actStage({ ...asked, isFinal: true, ran: 'trial', state: 'done', isTried: true }).lacksTrial).toBe(
      false,
    );
  });

  it.each(['failed', 'stopped', 'running'] as const)('takes a trial that is %s for none', (state) => {
    expect(actStage({ ...asked, isSingle: false, ran: 'trial', state }).lacksTrial).toBe(true);
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
