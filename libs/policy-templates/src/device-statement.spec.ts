import { fleetNames, serialRules } from '@fleet/fleet-contract';
import { ReachesOtherDevicesError, refuseReachingOthers, type DeviceStatement } from './device-statement';
import { PolicyTooLargeError } from './policy-document';
import { productionPolicy } from './production-policy';
import { thisThing } from './this-thing';
import { place, PolicedConnection } from './testing/connection';

const rules = serialRules({ resourceTag: 'fleetprov', reservedWords: ['plant', 'news', 'errors'] });
const check = (...statements: DeviceStatement[]) => refuseReachingOthers(statements, rules);
const publish = (topic: string): DeviceStatement => ({
  actions: ['iot:Publish'],
  resources: [`topic/${topic}`],
});

describe('a statement that a fleet adds for its devices', () => {
  it.each<DeviceStatement>([
    publish(`plant/${thisThing}/raw/*`),
    publish('plant/errors'),
    { actions: ['iot:Receive'], resources: ['topic/plant/news'] },
    { actions: ['iot:Subscribe'], resources: [`topicfilter/plant/${thisThing}/#`, 'topicfilter/plant/news'] },
    { actions: ['iot:Connect'], resources: [`client/${thisThing}`] },
    { actions: ['iot:GetThingShadow', 'iot:UpdateJobExecution'], resources: [`thing/${thisThing}`] },
    publish(`$aws/things/${thisThing}/shadow/name/*`),
  ])('may have what is the device’s own, or nobody’s: %j', (statement) => {
    expect(() => check(statement)).not.toThrow();
  });

  it.each<[DeviceStatement, string]>([
    [publish('plant/*'), 'any device'],
    [publish('*'), 'any device'],
    [publish(`*/${thisThing}/raw`), 'any device'],
    [publish(`plant-${thisThing}/raw`), 'any device'],
    [publish('plant/${iot:ClientId}/raw'), 'any device'],
    [publish('plant/broadcast'), 'could be called "broadcast"'],
    [{ actions: ['iot:Subscribe'], resources: ['topicfilter/plant/+/raw'] }, 'any device'],
    [{ actions: ['iot:Subscribe'], resources: ['topicfilter/#'] }, 'any device'],
    [{ actions: ['iot:Subscribe'], resources: ['topic/plant/news'] }, 'nobody has looked'],
    [{ actions: ['iot:Connect'], resources: [`client/${thisThing}-2`] }, 'a client id'],
    [{ actions: ['iot:Connect'], resources: ['client/*'] }, 'a client id'],
    [{ actions: ['iot:GetThingShadow'], resources: ['thing/*'] }, 'a thing is a device'],
    [{ actions: ['iot:*'], resources: [`topic/plant/${thisThing}`] }, 'nobody has looked'],
    [{ actions: ['iot:Publish'], resources: ['*'] }, 'nobody has looked'],
  ])('is refused where it could reach others: %j', (statement, why) => {
    expect(() => check(statement)).toThrow(ReachesOtherDevicesError);
    expect(() => check(statement)).toThrow(why);
  });

  it('lets devices write to a topic of all, or read there, and not both', () => {
    const read: DeviceStatement = { actions: ['iot:Subscribe'], resources: ['topicfilter/plant/news'] };
    expect(() => check(publish('plant/errors'), read)).not.toThrow();
    expect(() => check(publish('plant/news'), read)).toThrow('every device may read there');
  });

  it('may reach others for a reason, which a letter is not', () => {
    const all = publish('plant/*');
    const reason = 'Devices of one line tell each other when the belt stops.';
    expect(() => check({ ...all, reasonToReachOthers: reason })).not.toThrow();
    expect(() => check({ ...all, reasonToReachOthers: 'x' })).toThrow(ReachesOtherDevicesError);
  });

  it('is in force beside what every device may', () => {
    const policy = productionPolicy(place, 'strict', [publish(`plant/${thisThing}/raw`)]);
    const device = new PolicedConnection(policy, 'sensor-1', 'sensor-1');
    expect(device.mayPublish('plant/sensor-1/raw')).toBe(true);
    expect(device.mayPublish('plant/sensor-2/raw')).toBe(false);
    expect(device.mayPublish('dt/sensor-1/raw')).toBe(true);
  });

  it('has to fit into the 2,048 characters of a policy', () => {
    const many = Array.from({ length: 20 }, (_, each) => publish(`plant/${thisThing}/${each}`));
    expect(() => productionPolicy({ ...place, names: fleetNames('fleetprov') }, 'strict', many)).toThrow(
      PolicyTooLargeError,
    );
  });
});
