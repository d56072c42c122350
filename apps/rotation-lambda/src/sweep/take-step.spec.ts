import { parseCertDate } from '@fleet/cert-dates';
import type { FoundPage } from '../find/fleet-index';
import { FleetInMemory } from '../testing/fleet-in-memory';
import { SweepTally } from './sweep-counts';
import type { SweepParts } from './sweep-parts';
import type { SweepStage } from './sweep-state';
import { IndexPagingError, takeStep } from './take-step';

const day = { today: parseCertDate('20270101'), scheduledTime: new Date('2027-01-01T03:00:00Z') };
const due = (name: string) => ({ thingName: name, connected: true, issued: '20250101' });
const fresh = { thingName: 'fresh', connected: true, issued: '20261231' };
/** With the days of rotation of the test's rules. */
const queries = 14;

/** Goes one step on from a stage. */
function step(parts: SweepParts, stage: SweepStage, tally = new SweepTally()): Promise<SweepStage> {
  return takeStep(parts, stage, { sweepId: 'sweep-1', day, tally });
}

/** Parts with an index that gives one answer to each search. */
function partsWith(fleet: FleetInMemory, answer: FoundPage | 'begin-anew') {
  const searches: (readonly [query: string, next: string | undefined])[] = [];
  const search = (query: string, next: string | undefined) => {
    searches.push([query, next]);
    return Promise.resolve(answer);
  };
  return { parts: { ...fleet.parts(), index: { search } }, searches };
}

describe('a step of a sweep', () => {
  let fleet: FleetInMemory;
  beforeEach(() => {
    fleet = new FleetInMemory();
  });
  const clearing: SweepStage = { kind: 'chores', clearing: 100 };
  const pages = () => Object.fromEntries(fleet.store.pages);

  it('goes on with the agenda where its page has ended, and then to the index', async () => {
    const parts = fleet.parts();
    const asked: unknown[] = [];
    const agendas = [{ serials: ['sensor-1'], next: 'place' }, { serials: [] }];
    const agenda = {
      agenda: (page: object) => {
        asked.push(page);
        return Promise.resolve(agendas.shift() ?? { serials: [] });
      },
    };
    const first = await step({ ...parts, agenda }, { kind: 'chores' });
    expect(first).toEqual({ kind: 'chores', next: 'place' });
    expect(await step({ ...parts, agenda }, first)).toEqual({ kind: 'find', query: 0, pages: 0 });
    const { scheduledTime: until } = day;
    expect(asked).toEqual([
      { until, limit: parts.batchSize },
      { until, limit: parts.batchSize, start: 'place' },
    ]);
  });

  it('spools what is due of a page of the index, and turns the page', async () => {
    const { parts, searches } = partsWith(fleet, { things: [due('one'), fresh, due('two')], next: 'place' });
    expect(await step(parts, { kind: 'find', query: 0, next: 'before', pages: 3 })).toEqual({
      kind: 'find',
      query: 0,
      next: 'place',
      pages: 4,
      spooled: 302,
      begunAnew: 0,
    });
    expect(searches).toEqual([[expect.stringContaining('19700101 TO 20260106'), 'before']]);
    expect(pages()).toEqual({
      'sweep-1/3': [
        { ...due('one'), place: 300 },
        { ...due('two'), place: 301 },
      ],
    });
  });

  it('spools no page without things, and asks the next query after the last page', async () => {
    const { parts } = partsWith(fleet, { things: [fresh] });
    expect(await step(parts, { kind: 'find', query: 0, pages: 3 })).toEqual({
      kind: 'find',
      query: 1,
      pages: 3,
      spooled: 300,
    });
    expect(pages()).toEqual({});
  });

  it('gives each thing the place after those before it, however few a page had', async () => {
    const { parts } = partsWith(fleet, { things: [due('three'), fresh] });
    expect(await step(parts, { kind: 'find', query: 0, pages: 2, spooled: 2 })).toMatchObject({ spooled: 3 });
    expect(pages()).toEqual({ 'sweep-1/2': [{ ...due('three'), place: 2 }] });
  });

  it('attends, after the last query, to the spool that there is', async () => {
    const { parts } = partsWith(fleet, { things: [due('one')] });
    expect(await step(parts, { kind: 'find', query: queries - 2, pages: 0 })).toMatchObject({
      kind: 'find',
      query: queries - 1,
    });
    expect(await step(parts, { kind: 'find', query: queries - 1, pages: 0 })).toEqual({
      kind: 'attend',
      page: 0,
      attended: 0,
      pages: 1,
    });
  });

  it('clears up where nothing was found', async () => {
    const { parts } = partsWith(fleet, { things: [] });
    expect(await step(parts, { kind: 'find', query: queries - 1, pages: 0 })).toEqual(clearing);
  });

  it('is the last when all is cleared up', async () => {
    const parts = fleet.parts();
    expect(await step(parts, clearing)).toEqual({ kind: 'done' });
    expect(await step(parts, { kind: 'done' })).toEqual({ kind: 'done' });
  });

  it('begins a query anew when the index has lost its place, and gives up after five times', async () => {
    const { parts, searches } = partsWith(fleet, 'begin-anew');
    let stage: SweepStage = { kind: 'find', query: 0, next: 'lost', pages: 2 };
    for (let times = 1; times <= 5; times += 1) {
      stage = await step(parts, stage);
      expect(stage).toEqual({ kind: 'find', query: 0, pages: 2, spooled: 200, begunAnew: times });
    }
    const failed = step(parts, stage);
    await expect(failed).rejects.toBeInstanceOf(IndexPagingError);
    await expect(failed).rejects.toThrow(
      'The fleet index does not go on with its own pages, for the query thingGroupNames:"fleetprov_fleet" AND',
    );
    expect(searches.map(([, next]) => next)).toEqual(['lost', ...Array.from({ length: 5 })]);
  });

  it('attends to a batch of a page, then to the next page, to the last', async () => {
    const parts = fleet.parts({}, 2);
    await fleet.store.spool('sweep-1', 0, [due('one'), due('two'), due('three')]);
    await fleet.store.spool('sweep-1', 1, [due('four')]);
    const tally = new SweepTally();
    const first = await step(parts, { kind: 'attend', page: 0, attended: 0, pages: 2 }, tally);
    expect(first).toEqual({ kind: 'attend', page: 0, attended: 2, pages: 2 });
    expect(fleet.warned).toEqual(['one', 'two']);
    const second = await step(parts, first, tally);
    expect(second).toEqual({ kind: 'attend', page: 1, attended: 0, pages: 2 });
    expect(await step(parts, second, tally)).toEqual(clearing);
    expect(fleet.warned).toEqual(['one', 'two', 'three', 'four']);
    expect(tally.counts()).toMatchObject({ found: 4, warned: 4, handedOut: 0 });
  });

  it('hands a whole page to the workers, where there are some', async () => {
    const handedOut: unknown[] = [];
    const dispatch = {
      dispatch: (...given: unknown[]) => {
        handedOut.push(given);
        return Promise.resolve();
      },
    };
    const things = [due('one'), due('two'), due('three')];
    await fleet.store.spool('sweep-1', 0, things);
    const tally = new SweepTally();
    const parts = { ...fleet.parts({}, 2), dispatch };
    expect(await step(parts, { kind: 'attend', page: 0, attended: 0, pages: 1 }, tally)).toEqual(clearing);
    expect(handedOut).toEqual([[day.scheduledTime, things]]);
    expect(fleet.warned).toEqual([]);
    expect(tally.counts()).toMatchObject({ handedOut: 3, found: 0 });
  });
});
