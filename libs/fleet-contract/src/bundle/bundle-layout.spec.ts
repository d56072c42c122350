import { bundleFiles, modelObjectKeys, modelsPrefix, seedConfigFile } from './bundle-layout';

describe('the files of a bundle', () => {
  it('have the names that devices in the field look for', () => {
    expect(bundleFiles).toEqual({
      agent: 'agent.js',
      config: 'config.json',
      machineConfig: 'machine_config.json',
      readme: 'README.txt',
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

  it('lie below the prefix of all models', () => {
    const keys = Object.values<string>({ ...modelObjectKeys('sensor') });
    expect(keys.filter((key) => !key.startsWith(modelsPrefix))).toEqual([]);
    expect(modelsPrefix).toBe('models/');
  });
});
