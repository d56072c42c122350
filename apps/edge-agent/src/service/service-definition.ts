import { dirname, join } from 'node:path';

/** What a service manager has to know to keep an agent running. */
export interface AgentService {
  /** Absolute paths. */
  readonly node: string;
  readonly agentFile: string;
  readonly directory: string;
  readonly identityDirectory: string | undefined;
  /** Where the claim lies, if the agent is to remove it one day. */
  readonly claimDirectory?: string | undefined;
  /** Who runs the agent. */
  readonly user: string;
  /** Where programs of the device connect to. */
  readonly listen?: string | undefined;
}

/** A name or path stands in files of three syntaxes. One with other characters would have to be quoted in each. */
export class UnusualPathError extends Error {
  override readonly name = 'UnusualPathError';

  constructor(value: string) {
    super(
      `${JSON.stringify(value)} cannot be written into a service's definition: use letters, digits and "/._:@+-" alone.`,
    );
  }
}

const usual = /^[A-Za-z0-9/._:@+-]+$/;

/** Below /run. */
const runtimeDirectory = 'fleet-agent';

/** Folders that systemd makes, with the right owner. */
const stateRoot = '/var/lib/';

/**
 * A unit for systemd. The agent is restarted whatever it ends with, is killed when it stops feeding the watchdog, and
 * can write its identities alone.
 *
 * @throws UnusualPathError
 */
export function systemdUnit(service: AgentService): string {
  return `${[
    '[Unit]',
    'Description=Keeps this device connected to AWS IoT Core, and its certificate new',
    'Wants=network-online.target',
    'After=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    '# It is ready when programs can connect to it, be the device online or not.',
    'Type=notify',
    `ExecStart=${commandLineOf(service).join(' ')}`,
    `User=${service.user}`,
    'EnvironmentFile=-/etc/fleet-agent.env',
    'Restart=always',
    'RestartSec=10',
    'TimeoutStopSec=15',
    'WatchdogSec=60',
    '# The agent says that it is ready, and feeds the watchdog, through systemd-notify.',
    'NotifyAccess=all',
    '# A core file would hold the key.',
    'LimitCORE=0',
    'UMask=0077',
    ...writableIn(service),
    '# For the socket that programs of its group connect to.',
    `RuntimeDirectory=${runtimeDirectory}`,
    'RuntimeDirectoryMode=0750',
    ...sandbox,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ].join('\n')}\n`;
}

/**
 * A script for OpenRC.
 *
 * @throws UnusualPathError
 */
export function openRcScript(service: AgentService): string {
  const [command = '', ...args] = commandLineOf(service);
  return `#!/sbin/openrc-run
description="Keeps this device connected to AWS IoT Core, and its certificate new"
supervisor=supervise-daemon
command="${command}"
command_args="${args.join(' ')}"
command_user="${service.user}"
umask=0077
respawn_delay=10
respawn_max=0
retry="TERM/15/KILL/5"
output_logger="logger -t fleet-agent"
error_logger="logger -t fleet-agent"

depend() {
	need localmount
	use net dns logger
}

start_pre() {
	checkpath --directory --owner "${service.user}" --mode 0700 "${identitiesOf(service)}"
	checkpath --directory --owner "${service.user}" --mode 0750 /run/${runtimeDirectory}
}
`;
}

/**
 * At its first TLS connection Node.js 20 reads the 144 root certificates that it brings along, although the agent trusts the root
 * CA of its bundle alone. With this it leaves them. Where OpenSSL has no file of such certificates, a provisioning then takes 1.13
 * of the processor's time of a program with AWS's SDK, in place of 1.24.
 */
const withoutRootsOfNode = '--use-openssl-ca';

function commandLineOf(service: AgentService): string[] {
  const { node, agentFile, directory, identityDirectory, listen } = service;
  const identities = identityDirectory === undefined ? [] : ['--identity-dir', identityDirectory];
  const programs = listen === undefined ? [] : ['--listen', listen];
  const command = [node, withoutRootsOfNode, agentFile, 'run', '--json', '--dir', directory];
  const words = [...command, ...identities, ...programs];
  const unusual = [...words, service.user, service.claimDirectory ?? directory].find(
    (word) => !usual.test(word),
  );
  if (unusual !== undefined) {
    throw new UnusualPathError(unusual);
  }
  return words;
}

function identitiesOf({ directory, identityDirectory }: AgentService): string {
  return identityDirectory ?? join(directory, 'identity');
}

/** The folder above the identities, as the agent makes theirs itself, with nobody's rights but its own; and the claim's. */
function writableIn(service: AgentService): string[] {
  const above = dirname(identitiesOf(service));
  const claim = service.claimDirectory;
  const own = above.startsWith(stateRoot)
    ? [`StateDirectory=${above.slice(stateRoot.length)}`, 'StateDirectoryMode=0700']
    : [`ReadWritePaths=${above}`];
  return claim === undefined || `${claim}/`.startsWith(`${above}/`)
    ? own
    : [
        ...own,
        '# The agent removes the claim once its own certificate is proven.',
        `ReadWritePaths=${claim}`,
      ];
}

/** Without MemoryDenyWriteExecute: V8 compiles. */
const sandbox = [
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
];
