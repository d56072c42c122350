import { parseCertDate } from '@fleet/cert-dates';
import { nothingCounted } from './sweep-counts';
import { parseSweepEvent } from './sweep-event';
import { claim, sweepState, type SweepStage, type SweepState } from './sweep-state';

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
    ['gives up the sweep of a day that has not come yet', { state: state(underWay, '20270103') }, 'begin'],
    ['does nothing twice', { state: state({ kind: 'done' }, '20270102', 'me') }, 'over'],
  ])('%s', (_, held, outcome) => {
    expect(claim(held, event, me).outcome).toBe(outcome);
  });

  it('ends, where the sweep of a later day is under way: it was late', () => {
    const late = { owner: 'me', nowMillis: Date.parse('2027-01-03T04:00:00Z') };
    expect(claim({ state: state(underWay, '20270103') }, event, late)).toEqual({ outcome: 'over' });
  });

  it('is told until when another is at work', () => {
    expect(claim({ state: state(underWay), lease: another }, event, me)).toEqual({
      outcome: 'busy',
      until: another.until,
    });
  });

  it('goes on where the sweep has stopped', () => {
    expect(claim({ state: state(underWay) }, event, me)).toEqual({
      outcome: 'resume',
      state: state(underWay),
    });
  });

  it('learns which sweep is given up, and of none where the last is done', () => {
    const yesterday = state(underWay, '20270101');
    expect(claim({ state: yesterday }, event, me)).toEqual({ outcome: 'begin', givenUp: yesterday });
    expect(claim({ state: state({ kind: 'done' }, '20270101') }, event, me)).toEqual({ outcome: 'begin' });
  });
});

describe('how far a sweep has come', () => {
  it.each<SweepStage>([
    { kind: 'chores' },
    { kind: 'chores', next: 'a place' },
    { kind: 'chores', next: 'a place', clearing: 7 },
    { kind: 'find', query: 1, pages: 2 },
    { kind: 'find', query: 1, next: 'a place', pages: 2, begunAnew: 3 },
    underWay,
    { kind: 'done' },
  ])('is read as it was written: %j', (stage) => {
    const written = { ...state(stage), counts: { ...nothingCounted, failed: 1, failures: { Error: 1 } } };
    expect(sweepState.parse(written)).toEqual(written);
  });

  it('is read as an older release wrote it, which counted less, and as a newer one did, which counts more', () => {
    const { deleted: _deleted, ...fewer } = nothingCounted;
    const read = sweepState.parse({ ...state(underWay), counts: { ...fewer, found: 3, renewed: 1 } });
    expect(read.counts).toEqual({ ...nothingCounted, found: 3 });
  });

  const stateOf = state({ kind: 'done' });
  it.each([
    ['no day', { ...stateOf, today: '20270231' }],
    ['no stage of a sweep', { ...stateOf, stage: { kind: 'begun' } }],
    ['a page that is none', { ...stateOf, stage: { ...underWay, page: 0.5 } }],
    ['fewer than no things', { ...stateOf, counts: { ...nothingCounted, found: -1 } }],
    ['fewer than no failures', { ...stateOf, counts: { ...nothingCounted, failures: { Error: -1 } } }],
    ['nothing counted', { ...stateOf, counts: undefined }],
  ])('is not read with %s', (_, written) => {
    expect(sweepState.safeParse(written).success).toBe(false);
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
