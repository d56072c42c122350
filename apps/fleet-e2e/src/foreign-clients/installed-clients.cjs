const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Where Python may be that has a module: `python3` of the PATH is often another than the system's. */
const pythons = [process.env['FOREIGN_PYTHON'], 'python3', '/usr/bin/python3'].filter(
  (program) => program !== undefined,
);

/** What a program prints about itself; undefined where it is not installed. */
function answerOf(program, ...options) {
  const { error, status, stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' });
  const text = `${stdout ?? ''}${stderr ?? ''}`.trim();
  // Programs of mosquitto end with 1 after they have printed their version.
  return error === undefined && (status === 0 || /^mosquitto\w+ version/.test(text))
    ? text.split('\n')[0]
    : undefined;
}

function program(name, ...options) {
  const version = answerOf(name, ...options);
  return version === undefined ? undefined : { program: name, version };
}

function pythonModule(name) {
  for (const python of pythons) {
    const version = answerOf(python, '-c', `import ${name}; print(${name}.__version__)`);
    if (version !== undefined) {
      return { program: python, version };
    }
  }
  return undefined;
}

/** The conformance suites of Eclipse Paho: no package has them, so their user says where a checkout is. */
function pahoSuites() {
  const folder = process.env['PAHO_MQTT_TESTING'];
  const python = pythons.find((name) => answerOf(name, '--version') !== undefined);
  return folder !== undefined &&
    python !== undefined &&
    existsSync(join(folder, 'interoperability', 'client_test5.py'))
    ? { program: python, folder, version: answerOf('git', '-C', folder, 'rev-parse', 'HEAD') ?? 'unknown' }
    : undefined;
}

/** Each client, how it was found, and how to get it where it was not. Its tests are in `<name>.foreign.ts`. */
const clients = [
  { name: 'aws-cli', found: program('aws', '--version'), get: 'install the AWS CLI' },
  { name: 'boto3', found: pythonModule('boto3'), get: 'install the Python package boto3' },
  { name: 'mosquitto', found: program('mosquitto_pub', '--version'), get: 'install mosquitto-clients' },
  { name: 'openssl', found: program('openssl', 'version'), get: 'install openssl' },
  { name: 'paho', found: pythonModule('paho.mqtt'), get: 'install the Python package paho-mqtt' },
  {
    name: 'paho-suites',
    found: pahoSuites(),
    get: 'set PAHO_MQTT_TESTING to a checkout of github.com/eclipse/paho.mqtt.testing',
  },
];

module.exports = { clients };
