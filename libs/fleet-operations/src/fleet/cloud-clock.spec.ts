import { cloudClock } from './cloud-clock';

describe("the cloud's time", () => {
  const machine = Date.parse('2026-01-01T12:00:00.000Z');
  const year = 365 * 86_400_000;

  it('is this machine’s until a service has answered', () => {
    expect(cloudClock([{ config: { systemClockOffset: 0 } }, { config: {} }], () => machine)()).toEqual(
      new Date(machine),
    );
  });

  it.each([[0], [1]])('is known as soon as one of the clients knows it: number %i', (which) => {
    const clients = [{ config: { systemClockOffset: 0 } }, { config: { systemClockOffset: 0 } }];
    const now = cloudClock(clients, () => machine);
    const client = clients[which];
    if (client !== undefined) {
      client.config.systemClockOffset = year;
    }
    expect(now()).toEqual(new Date(machine + year));
  });
});
