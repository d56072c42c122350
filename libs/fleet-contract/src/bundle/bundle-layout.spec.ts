import {
  bundleFiles,
  claimObjectKeys,
  claimSlotOf,
  modelObjectKeys,
  modelsPrefix,
  seedConfigFile,
} from './bundle-layout';

describe('the files of a bundle', () => {
  it('have the names that devices in the field look for', () => {
    expect(bundleFiles).toEqual({
      agent: 'agent.js',
      config: 'config.json',
      machineConfig: 'machine_config.json',
      readme: 'README.txt',
      thirdPartyLicenses: 'THIRD-PARTY-LICENSES.txt',
      softwareBill: 'sbom.json',
      claimCertificate: 'certs/bootstrap-certificate.pem.crt',
      claimPrivateKey: 'certs/bootstrap-private.pem.key',
      rootCa: 'certs/root.ca.pem',
    });
    expect(seedConfigFile).toBe('config.ini');
  });
});

describe('the objects of a model in the bucket', () => {
  it('lie in one folder of the model, each under its own key', () => {
    expect(modelObjectKeys('sensor')).toEqual({
      clientZip: 'models/sensor/client.zip',
      claimPrivateKey: 'models/sensor/claim/private.pem.key',
      claimCertificate: 'models/sensor/claim/certificate.pem.crt',
      claimRecord: 'models/sensor/claim/record.json',
    });
  });

  it('leave the first claim where it always was, and have a folder for each later one', () => {
    expect(modelObjectKeys('sensor')).toMatchObject(claimObjectKeys('sensor', 1));
    expect(claimObjectKeys('sensor', 12)).toEqual({
      claimPrivateKey: 'models/sensor/claim-12/private.pem.key',
      claimCertificate: 'models/sensor/claim-12/certificate.pem.crt',
      claimRecord: 'models/sensor/claim-12/record.json',
    });
  });

  it.each([
    ['models/sensor/claim/record.json', 1],
    ['models/sensor/claim-2/record.json', 2],
    ['models/sensor/claim-1000000/private.pem.key', 1_000_000],
    ['models/sensor/claim-02/record.json', undefined],
    ['models/sensor/claim/', undefined],
    ['models/sensor/client.zip', undefined],
    ['models/claim/client.zip', undefined],
    ['other/sensor/claim/record.json', undefined],
  ])('say which claim they are of: %s of %s', (key, slot) => {
    expect(claimSlotOf(key)).toBe(slot);
  });

  it('lie below the prefix of all models', () => {
    const keys = Object.values<string>({ ...modelObjectKeys('sensor') });
    expect(keys.filter((key) => !key.startsWith(modelsPrefix))).toEqual([]);
    expect(modelsPrefix).toBe('models/');
  });
});
