import { parseCertDate } from '@fleet/cert-dates';
import { nothingCounted } from './sweep-counts';
import { parseSweepEvent } from './sweep-event';
import { claim, type SweepStage, type SweepState } from './sweep-state';

const scheduledTime = '2027-01-02T03:00:00Z';
const event = parseSweepEvent({ scheduledTime });
const nowMillis = Date.parse(scheduledTime);
const me = { owner: 'me', nowMillis };

function state(stage: SweepStage, today = '20270102', begunBy = 'another'): SweepState {
  return {
    sweepId: 'sweep-1',
    begunBy,
    today: parseCertDate(today),
    startedAt: nowMillis,
    round: 1,
    stage,
    counts: nothingCounted,
  };
}

const underWay: SweepStage = { kind: 'attend', page: 1, attended: 0, pages: 3 };
const another = { owner: 'another', until: nowMillis + 1 };

describe('who wants to sweep', () => {
  it.each([
    ['begins, where nobody ever did', {}, 'begin'],
    ['begins anew, where the last sweep is done', { state: state({ kind: 'done' }) }, 'begin'],
    ['ends, while another is at work', { state: state(underWay), lease: another }, 'busy'],
    [
      'goes on, when the other’s time is up',
      { state: state(underWay), lease: { ...another, until: nowMillis } },
      'resume',
    ],
    [
      'goes on with its own, when Lambda brings the event again',
      { state: state(underWay), lease: { ...another, owner: 'me' } },
      'resume',
    ],
    ['gives up what is left of yesterday', { state: state(underWay, '20270101') }, 'begin'],
    ['does nothing twice', { state: state({ kind: 'done' }, '20270102', 'me') }, 'over'],
  ])('%s', (_, held, outcome) => {
    expect(claim(held, event, me).outcome).toBe(outcome);
  });
});

describe('a continuation', () => {
  const of = (sweepId: string) => parseSweepEvent({ scheduledTime, continuation: { sweepId, round: 1 } });

  it.each([
    ['goes on with its sweep', 'sweep-1', { state: state(underWay) }, 'resume'],
    ['waits for nobody', 'sweep-1', { state: state(underWay), lease: another }, 'busy'],
    ['ends, when its sweep is done', 'sweep-1', { state: state({ kind: 'done' }) }, 'over'],
    ['ends, when its sweep was given up', 'sweep-0', { state: state(underWay) }, 'over'],
    ['ends, where there is no sweep', 'sweep-1', {}, 'over'],
  ])('%s', (_, sweepId, held, outcome) => {
    expect(claim(held, of(sweepId), me).outcome).toBe(outcome);
  });
});
