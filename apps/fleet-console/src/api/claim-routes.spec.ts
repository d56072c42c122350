import { claimList } from '@fleet/fleet-console-api';
import { arnOf, idOf, provision } from '@fleet/fleet-operations/testing';
import { ApiInTest } from '../testing/api-in-test';

describe('the claims of the console', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start();
    const { registry, scripted, names } = api.fleet;
    const issuedAt = '2024-12-01T00:00:00.000Z';
    await registry.recordClaim({ certificateId: idOf('c'), model: 'model-1', issuedAt, generation: 1 });
    await registry.recordClaim({ certificateId: idOf('d'), model: 'old', issuedAt, generation: 2 });
    scripted.addCertificate('c', 'ACTIVE');
    scripted.policies.set(names.bootstrapPolicy, new Set([arnOf('c'), arnOf('e')]));
    await provision(api.fleet, 'a-1', 'a');
    await provision(api.fleet, 'a-2', 'b');
  });
  const revoke = '/api/claims/model-1/1/revoke';

  it('are listed with what AWS IoT has of them', async () => {
    expect(claimList.parse(await api.json('/api/claims'))).toMatchObject({
      claims: [
        { model: 'model-1', generation: 1, certificateId: idOf('c'), status: 'ACTIVE', isConfigured: true },
        { model: 'old', generation: 2, isConfigured: false },
      ],
      unrecorded: [idOf('e')],
    });
  });

  it('tell who joined with each, by day', async () => {
    const events = (await (await api.ask('/api/claims/joined')).text()).split('\n\n');
    expect(events.find((event) => event.startsWith('event: result'))).toContain(
      JSON.stringify([
        {
          certificateId: idOf('c'),
          model: 'model-1',
          generation: 1,
          joined: 2,
          unproven: 0,
          days: [{ day: '20250101', count: 2 }],
        },
        { certificateId: idOf('d'), model: 'old', generation: 2, joined: 0, unproven: 0, days: [] },
      ]),
    );
  });

  it('are revoked by who types the tag of the fleet, and not by a dry run', async () => {
    const refused = await api.post(revoke, { confirm: 'model-1' });
    expect([refused.status, await refused.json()]).toMatchObject([400, { kind: 'usage' }]);
    const planned = await api.act(revoke, { dryRun: true, since: '2025-01-01T00:00:00Z' });
    expect(planned.filter(({ kind }) => kind === 'result')).toMatchObject([
      { words: expect.stringContaining('joined a-1') },
      { words: expect.stringContaining('joined a-2') },
      { words: expect.stringContaining('Would revoke the claim of model-1') },
    ]);
    expect([api.fleet.scripted.statusOf('c'), api.audited]).toEqual(['ACTIVE', []]);
  });

  it.each(['model-1/2', 'nobody/1'])('are refused where there is none: %s', async (claim) => {
    const events = await api.act(`/api/claims/${claim}/revoke`, { dryRun: true });
    expect(events).toMatchObject([{ kind: 'failed', failure: { kind: 'refused' } }, { kind: 'done' }]);
  });

  it('are not asked for who joins in the future', async () => {
    const events = await api.act(revoke, {
      since: '2026-01-01T12:00:01Z',
      confirm: api.fleet.names.resourceTag,
    });
    const message = 'The time since when devices have joined must lie in the past.';
    expect(events).toMatchObject([{ kind: 'failed', failure: { kind: 'usage', message } }, { kind: 'done' }]);
    expect(api.fleet.scripted.changes).toEqual([]);
  });

  it.each(['..%2Fx/1', 'model-1/x', 'model-1/-1', 'model-1/1e9'])('are not called %s', async (claim) => {
    expect((await api.post(`/api/claims/${claim}/revoke`, { dryRun: true })).status).toBe(400);
  });
});
