import { emptyFault, readFault } from './fault-form';

const point = 'api:iot:UpdateCertificate';

describe('the form of a fault', () => {
  it.each([
    [{}, { point, times: 1, effect: { kind: 'throttle' } }],
    [{ kind: 'fail' }, { effect: { kind: 'fail', code: 'InternalFailure' } }],
    [{ kind: 'delay', millis: '250' }, { effect: { kind: 'delay', millis: 250 } }],
    [{ kind: 'reason' }, { effect: { kind: 'reason', reasonCode: 0x97 } }],
    [
      { times: 'always', clientId: ' sensor-1 ' },
      { times: 'always', match: { clientId: 'sensor-1' } },
    ],
  ] as const)('with %j asks for %j', (typed, wanted) => {
    expect(readFault({ ...emptyFault, point: ` ${point} `, ...typed })).toMatchObject(wanted);
  });

  it('means nothing without a point or with no number of times', () => {
    expect(readFault(emptyFault)).toBeUndefined();
    expect(readFault({ ...emptyFault, point, times: 'often' })).toBeUndefined();
  });
});
