import { emptyForm, readForm } from './act-form';

describe('the form of an act', () => {
  it.each([
    ['block', {}, { act: 'block', dryRun: true, untilAway: true }],
    ['block', { reason: 'stolen' }, { reason: 'stolen' }],
    ['unblock', {}, { act: 'unblock' }],
    ['permit', {}, { kind: 'reprovision', hours: 24 }],
    ['permit', { kind: 'rotate', certificate: 'left over' }, { kind: 'rotate' }],
    ['revoke-permit', {}, { kinds: ['reprovision', 'rotate'] }],
    ['age', { issued: '2026-01-31' }, { issued: '20260131' }],
    ['remove', { confirm: 'sensor' }, { act: 'remove', dryRun: true }],
  ] as const)('of %s with %j asks for that', (act, typed, request) => {
    expect(readForm(act, { ...emptyForm, ...typed }, true).request).toMatchObject(request);
  });

  it.each([
    ['permit', { hours: '0' }, 'hours'],
    ['permit', { hours: 'a day' }, 'hours'],
    ['permit', { certificate: 'abc' }, 'certificate'],
    ['age', { issued: '' }, 'issued'],
    ['block', { reason: 'x'.repeat(201) }, 'reason'],
  ] as const)('of %s with %j says what is wrong with %s', (act, typed, member) => {
    expect(Object.keys(readForm(act, { ...emptyForm, ...typed }, false).problems ?? {})).toEqual([member]);
  });

  it('carries what was typed to confirm only when it is no dry run', () => {
    const form = { ...emptyForm, confirm: 'sensor-1' };
    expect(readForm('remove', form, false).request).toMatchObject({ confirm: 'sensor-1' });
    expect(readForm('remove', form, true).request).not.toHaveProperty('confirm');
  });
});
