import { serveMonitor, type Monitor } from './monitor';
import { FleetInMemory } from './testing/fleet-in-memory';

const lambda = (seconds = 900) => ({
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:fleetprov_rotation_monitor',
  getRemainingTimeInMillis: () => seconds * 1000,
});

function monitorOf(
  fleet: FleetInMemory,
  survey: Monitor['survey'] = () => Promise.resolve({ fleetSize: 1 }),
) {
  const scheduled: { functionArn: string; round: number; scheduledTime: Date; at: Date }[] = [];
  const monitor = serveMonitor({
    parts: () => fleet.parts(),
    survey,
    continuations: (functionArn) => ({
      schedule: ({ round }, scheduledTime, at) => {
        scheduled.push({ functionArn, round, scheduledTime, at });
        return Promise.resolve();
      },
      comeAgain: (scheduledTime, at) => {
        scheduled.push({ functionArn, round: 0, scheduledTime, at });
        return Promise.resolve();
      },
    }),
  });
  return { monitor, scheduled };
}

describe('the rotation monitor', () => {
  it('ends with one summary, in the log and as metrics', async () => {
    const fleet = new FleetInMemory();
    fleet.things.set('sensor-1', { attributes: { cert_issuance: '20250101' }, connected: true });
    const { monitor } = monitorOf(fleet);
    await expect(monitor({ scheduledTime: '2027-01-01T03:00:00Z' }, lambda())).resolves.toMatchObject({
      outcome: 'done',
      today: '20270101',
      counts: { found: 1, warned: 1 },
    });
    expect(fleet.lines).toHaveLength(1);
    expect(fleet.lines[0]).toMatchObject({
      msg: 'the sweep is done',
      fleet: 'fleetprov',
      today: '20270101',
      found: 1,
      warned: 1,
      failed: 0,
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'FleetProvisioning',
            Dimensions: [['fleet']],
            Metrics: expect.arrayContaining([
              { Name: 'warned', Unit: 'Count' },
              { Name: 'expired', Unit: 'Count' },
              { Name: 'failed', Unit: 'Count' },
              { Name: 'seconds', Unit: 'Seconds' },
            ]),
          },
        ],
      },
    });
  });

  it('says, and counts, how the fleet stands when it is done', async () => {
    const fleet = new FleetInMemory();
    const days: unknown[] = [];
    const { monitor } = monitorOf(fleet, (day) => {
      days.push(day);
      return Promise.resolve({ fleetSize: 7, claimDaysLeft: 100 });
    });
    const answer = await monitor({ scheduledTime: '2027-01-01T03:00:00Z' }, lambda());
    expect(days).toEqual([{ today: '20270101', scheduledTime: new Date('2027-01-01T03:00:00Z') }]);
    expect(answer).toMatchObject({ outcome: 'done', survey: { fleetSize: 7, claimDaysLeft: 100 } });
    expect(fleet.lines).toMatchObject([
      {
        sweepsDone: 1,
        fleetSize: 7,
        claimDaysLeft: 100,
        _aws: {
          CloudWatchMetrics: [
            {
              Metrics: expect.arrayContaining([
                { Name: 'sweepsDone', Unit: 'Count' },
                { Name: 'fleetSize', Unit: 'Count' },
                { Name: 'claimDaysLeft', Unit: 'Count' },
              ]),
            },
          ],
        },
      },
    ]);
  });

  it('is done also when nobody can count the fleet, and says so', async () => {
    const fleet = new FleetInMemory();
    const { monitor } = monitorOf(fleet, () => Promise.reject(new Error('not authorized')));
    const answer = await monitor({ scheduledTime: '2027-01-01T03:00:00Z' }, lambda());
    expect(answer).toMatchObject({ outcome: 'done' });
    expect(answer).not.toHaveProperty('survey');
    expect(fleet.lines).toMatchObject([
      { level: 50, msg: expect.stringContaining('the fleet could not be counted') },
      { msg: 'the sweep is done', sweepsDone: 1 },
    ]);
  });

  it('leaves a continuation of itself, for the same day, when its time is up', async () => {
    const fleet = new FleetInMemory();
    const { monitor, scheduled } = monitorOf(fleet);
    const answer = await monitor({ scheduledTime: '2027-01-01T23:59:00Z' }, lambda(10));
    expect(answer).toMatchObject({ outcome: 'continues', today: '20270101' });
    expect(scheduled).toEqual([
      {
        functionArn: lambda().invokedFunctionArn,
        round: 1,
        scheduledTime: new Date('2027-01-01T23:59:00Z'),
        at: new Date(fleet.clock.getTime() + 60_000),
      },
    ]);
  });

  it('says so when another is at work, and does nothing', async () => {
    const fleet = new FleetInMemory();
    fleet.store.lease = { owner: 'another', until: fleet.clock.getTime() + 1 };
    const { monitor, scheduled } = monitorOf(fleet);
    const byHand = { scheduledTime: '2027-01-01T03:00:00Z', ifBusy: 'end' };
    await expect(monitor(byHand, lambda())).resolves.toEqual({ outcome: 'busy' });
    expect(scheduled).toEqual([]);
    expect(fleet.lines).toEqual([expect.objectContaining({ msg: 'another sweep is running' })]);
  });

  it('comes again when the other’s time is up, where the schedule called it: no day goes unswept', async () => {
    const fleet = new FleetInMemory();
    const until = fleet.clock.getTime() + 600_000;
    fleet.store.lease = { owner: 'another', until };
    const { monitor, scheduled } = monitorOf(fleet);
    const at = new Date(until + 60_000);
    await expect(monitor({ scheduledTime: '2027-01-01T03:00:00Z' }, lambda())).resolves.toEqual({
      outcome: 'busy',
      at: at.toISOString(),
    });
    expect(scheduled).toMatchObject([{ at, scheduledTime: new Date('2027-01-01T03:00:00Z') }]);
  });

  it('says so when it gives up what a day before has left: that takes too long', async () => {
    const fleet = new FleetInMemory();
    fleet.things.set('sensor-1', { attributes: { cert_issuance: '20250101' }, connected: true });
    const { monitor } = monitorOf(fleet);
    await monitor({ scheduledTime: '2027-01-01T03:00:00Z' }, lambda(10));
    fleet.lines.length = 0;
    fleet.clock = new Date('2027-01-02T03:00:00Z');
    await monitor({ scheduledTime: '2027-01-02T03:00:00Z' }, { ...lambda(), awsRequestId: 'request-2' });
    expect(fleet.lines).toMatchObject([
      {
        msg: 'the sweep did not finish before the next day’s sweep began',
        today: '20270101',
        level: 50,
        fleet: 'fleetprov',
        sweepsGivenUp: 1,
        _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'sweepsGivenUp', Unit: 'Count' }] }] },
      },
      { msg: 'the sweep is done', today: '20270102' },
    ]);
  });
});
