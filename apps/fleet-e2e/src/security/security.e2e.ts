import { ResourceStack } from '@fleet/resource-stack';
import { acrossFleets } from './across-fleets';
import { claimConnections } from './claim-connections';
import { devicePolicies } from './device-policies';
import { forgedMessages } from './forged-messages';
import { forgedProof } from './forged-proof';
import { hostilePayloads } from './hostile-payloads';
import { inadmissibleSerials } from './inadmissible-serials';
import { rotationOfOthers } from './rotation-of-others';
import { strictLife } from './strict-life';
import { takeover } from './takeover';
import { TwoFleets } from './two-fleets';

/** Every refusal at the border where a device meets it, and its reason where the operator reads it. */
describe('two fleets in one account', () => {
  const resources = new ResourceStack();
  let fleets: TwoFleets;

  beforeAll(async () => {
    fleets = await TwoFleets.start(resources);
  });

  afterEach(async () => {
    await fleets.documented.closeSessions();
    await fleets.strict.closeSessions();
  });

  afterAll(() => resources.dispose());

  const running = () => fleets;
  describe('a device in strict mode', () => strictLife(running));
  describe('a claim that connects', () => claimConnections(running));
  describe('a serial that is none', () => inadmissibleSerials(running));
  describe('a thing that somebody has', () => takeover(running));
  describe('a rotation', () => rotationOfOthers(running));
  describe('the policy of a device', () => devicePolicies(running));
  describe('a proof that is forged', () => forgedProof(running));
  describe('an answer that is forged', () => forgedMessages(running));
  describe('a payload that is hostile', () => hostilePayloads(running));
  describe('a fleet beside another', () => acrossFleets(running));
});
