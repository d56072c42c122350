import fc from 'fast-check';

import { fleetNames, InvalidResourceTagError } from './fleet-names';

/** Where a name is used, and what that service takes (API references of June 2023 and later). */
const legal = {
  template: /^[0-9A-Za-z_-]{1,36}$/,
  policy: /^[\w+=,.@-]{1,128}$/,
  thingGroup: /^[a-zA-Z0-9:_-]{1,128}$/,
  queue: /^[a-zA-Z0-9_-]{1,80}$/,
  table: /^[a-zA-Z0-9_.-]{3,255}$/,
  rule: /^[a-zA-Z0-9_]{1,128}$/,
  function: /^[a-zA-Z0-9-_]{1,64}$/,
  schedule: /^[0-9a-zA-Z-_.]{1,64}$/,
  dashboard: /^[A-Za-z0-9_-]{1,255}$/,
};

const tags = fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/);

describe('the names of a fleet', () => {
  it('derives from the default tag what the documentation shows', () => {
    expect(fleetNames('fleetprov')).toEqual({
      resourceTag: 'fleetprov',
      stack: 'fleetprov-fleet',
      bootstrapPolicy: 'fleetprov_birth_policy',
      productionPolicy: 'fleetprov_prod_policy',
      provisioningTemplate: 'fleetprov_prod_template_CFN',
      rotationTemplate: 'fleetprov_rotation_template_CFN',
      thingGroup: 'fleetprov_fleet',
      thingType: 'fleetprov_device',
      devicesTable: 'fleetprov_devices',
      sweepsTable: 'fleetprov_sweeps',
      confirmationRule: 'fleetprov_confirmation_rule',
      presenceRule: 'fleetprov_presence_rule',
      provisionHook: 'fleetprov_provision_hook',
      rotationHook: 'fleetprov_rotation_hook',
      proofHandler: 'fleetprov_proof_handler',
      claimFunction: 'fleetprov_claim',
      oldVersions: 'fleetprov_old_versions',
      rotationMonitor: 'fleetprov_rotation_monitor',
      rotationWorker: 'fleetprov_rotation_worker',
      sweepQueue: 'fleetprov_sweep',
      arrivalsQueue: 'fleetprov_arrivals',
      arrivalWarning: 'fleetprov_arrival_warning',
      fleetIndexing: 'fleetprov_fleet_indexing',
      scheduleGroup: 'fleetprov_rotation',
      rotationSchedule: 'fleetprov_rotation_daily',
      dashboard: 'fleetprov_dashboard',
    });
  });

  it('are legal in every service, whatever the tag', () => {
    fc.assert(
      fc.property(tags, (tag) => {
        const names = fleetNames(tag);
        for (const name of [names.provisioningTemplate, names.rotationTemplate]) {
          expect(name).toMatch(legal.template);
        }
        for (const name of [names.bootstrapPolicy, names.productionPolicy]) {
          expect(name).toMatch(legal.policy);
        }
        for (const name of [names.confirmationRule, names.presenceRule]) {
          expect(name).toMatch(legal.rule);
        }
        for (const name of [
          names.provisionHook,
          names.rotationHook,
          names.proofHandler,
          names.claimFunction,
          names.rotationMonitor,
          names.rotationWorker,
          names.arrivalWarning,
          names.fleetIndexing,
        ]) {
          expect(name).toMatch(legal.function);
        }
        for (const name of [names.scheduleGroup, names.rotationSchedule]) {
          expect(name).toMatch(legal.schedule);
        }
        expect(names.thingGroup).toMatch(legal.thingGroup);
        expect(names.dashboard).toMatch(legal.dashboard);
        for (const name of [names.devicesTable, names.sweepsTable]) {
          expect(name).toMatch(legal.table);
        }
        for (const name of [names.sweepQueue, names.arrivalsQueue]) {
          expect(name).toMatch(legal.queue);
        }
      }),
    );
  });

  it('are shared by no two tags', () => {
    fc.assert(
      fc.property(tags, tags, (one, other) => {
        fc.pre(one !== other);
        const taken = new Set(Object.values({ ...fleetNames(one) }));
        expect(Object.values({ ...fleetNames(other) }).filter((name) => taken.has(name))).toEqual([]);
      }),
    );
  });

  it.each([
    '',
    'Fleet',
    '1fleet',
    '-fleet',
    'fleet-',
    'fleet_prov',
    'fifteenletters1',
    'flotte é',
    'a/b',
    'fleet\n',
  ])('refuses the tag %j and says what is legal', (tag) => {
    expect(() => fleetNames(tag)).toThrow(InvalidResourceTagError);
    expect(() => fleetNames(tag)).toThrow(/resourceTag .* 1 to 14 characters/);
  });

  it('cuts a long tag in its refusal', () => {
    expect(() => fleetNames('f'.repeat(10_000))).toThrow(/^resourceTag "f{40}" is not legal: use lower-case/);
  });

  it('keeps the hyphens of a tag apart in the names of rules, which have none', () => {
    expect(fleetNames('acme-line1').confirmationRule).toBe('acme_line1_confirmation_rule');
    expect(fleetNames('acme-line1').presenceRule).toBe('acme_line1_presence_rule');
  });

  it('takes a tag of one letter', () => {
    expect(fleetNames('f').stack).toBe('f-fleet');
  });

  it('takes a tag of fourteen characters, the longest that a rotation template can carry', () => {
    expect(fleetNames('a2345678901234').rotationTemplate).toHaveLength(36);
  });
});
