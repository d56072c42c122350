import { embeddedMetrics } from './embedded-metrics';

const now = Date.parse('2026-11-28T12:00:00Z');

/** An event as a function writes it. */
const event = (directive: object = {}, members: object = {}, metadata: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        { Namespace: 'Fleet', Dimensions: [['fn']], Metrics: [{ Name: 'Refused' }], ...directive },
      ],
      ...metadata,
    },
    fn: 'hook',
    reason: 'blocked',
    Refused: 1,
    ...members,
  });

const found = (message: string) =>
  embeddedMetrics(message, now).map(({ metric, unit, resolution, distribution: { count, sum } }) => ({
    name: `${metric.namespace}/${metric.name}`,
    dimensions: Object.fromEntries(metric.dimensions.map(({ name, value }) => [name, value])),
    unit,
    resolution,
    count,
    sum,
  }));
const refused = {
  name: 'Fleet/Refused',
  dimensions: { fn: 'hook' },
  unit: 'None',
  resolution: 60,
  count: 1,
  sum: 1,
};

describe('an event in the embedded metric format', () => {
  it('has a metric', () => {
    expect(found(event())).toEqual([refused]);
  });

  it('has one for each set of dimensions, also for the empty one', () => {
    const dimensions = found(event({ Dimensions: [[], ['fn'], ['fn', 'reason']] })).map(
      (each) => each.dimensions,
    );
    expect(dimensions).toEqual([{}, { fn: 'hook' }, { fn: 'hook', reason: 'blocked' }]);
  });

  it('has several, with units, resolutions and arrays of values', () => {
    const Metrics = [
      { Name: 'Refused', Unit: 'Count' },
      { Name: 'Time', Unit: 'Milliseconds', StorageResolution: 1 },
    ];
    expect(found(event({ Metrics }, { Time: [3, 4] }))).toEqual([
      { ...refused, unit: 'Count' },
      { ...refused, name: 'Fleet/Time', unit: 'Milliseconds', resolution: 1, count: 2, sum: 7 },
    ]);
  });

  it('counts at the time that it says, not when it is written', () => {
    expect(embeddedMetrics(event({}, {}, { Timestamp: now - 5000 }), now)).toMatchObject([
      { atMillis: now - 5000 },
    ]);
  });

  it.each([
    ['is no JSON', `{"_aws": `],
    ['is a list', `["_aws"]`],
    ['has no metadata', '{"Refused":1,"text":"_aws"}'],
    ['has metadata of another form', event({}, { _aws: { Timestamp: 'now' } })],
    ['is older than two weeks', event({}, {}, { Timestamp: now - 1_209_600_001 })],
    ['is more than two hours ahead', event({}, {}, { Timestamp: now + 7_200_001 })],
    ['has no namespace', event({ Namespace: '' })],
    ['has no dimensions', event({ Dimensions: undefined })],
    ['has a dimension without a value', event({ Dimensions: [['nothing']] })],
    ['has a dimension that is no text', event({ Dimensions: [['Refused']] })],
    ['has too many dimensions', event({ Dimensions: [Array.from({ length: 31 }, () => 'fn')] })],
    ['has too many metrics', event({ Metrics: Array.from({ length: 101 }, () => ({ Name: 'Refused' })) })],
    ['has a value that is a text', event({}, { Refused: '1' })],
    ['has a value that is too large', event({}, { Refused: 1e200 })],
    ['has too many values', event({}, { Refused: Array.from({ length: 101 }, () => 1) })],
    ['has no values in its array', event({}, { Refused: [] })],
    [
      'names what every object has',
      event({ Metrics: [{ Name: 'toString' }], Dimensions: [['constructor']] }),
    ],
    [
      'has a metric of an unheard-of resolution',
      event({ Metrics: [{ Name: 'Refused', StorageResolution: 5 }] }),
    ],
  ])('has none when it %s', (_what, message) => {
    expect(found(message)).toEqual([]);
  });

  it('keeps what is good of it', () => {
    const Metrics = [{ Name: 'Missing' }, { Name: 'Refused', Unit: 'Apples' }];
    expect(found(event({ Dimensions: [['nothing'], ['fn']], Metrics }))).toEqual([refused]);
  });

  it('is found behind what console.log of a function puts in front', () => {
    const prefix = '2026-11-28T12:00:00.000Z\t274cced9-0439-4a76-befe-eeef0ec34460\tINFO\t';
    expect(found(prefix + event())).toEqual([refused]);
    expect(found(`anything ${event()}`)).toEqual([]);
  });

  it('cannot become very many metrics', () => {
    const Dimensions = Array.from({ length: 200 }, () => ['fn']);
    const Metrics = Array.from({ length: 100 }, () => ({ Name: 'Refused' }));
    expect(found(event({ Dimensions, Metrics })).length).toBe(1_000);
  });
});
