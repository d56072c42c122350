import type { AlarmThresholds } from './alarm-thresholds';

/** A public key that vouchers are verified with: ECDSA on P-256, as RFC 7518, 6.2 writes it. */
export interface VoucherKey {
  /** The kind of the key. */
  readonly kty: 'EC';
  /** The curve. */
  readonly crv: 'P-256';
  /** The point's first coordinate, in base64url. */
  readonly x: string;
  /** The point's second coordinate, in base64url. */
  readonly y: string;
}

/** What a device may say of itself when it is provisioned, beside its serial: one parameter of its request. */
export interface DeviceParameter {
  /**
   * A regular expression that the whole value must match; its grammar is the one of `serialPattern`.
   *
   * @default - any value that an attribute of a thing can have, of up to 128 characters
   */
  readonly pattern?: string;
  /**
   * What counts where the device says nothing.
   *
   * @default - a device that does not say it is refused
   */
  readonly default?: string;
  /**
   * The attribute of the thing that keeps the value.
   *
   * @default - none: only the fleet's own hook sees the value
   */
  readonly attribute?: string;
}

/** What the operator decides about a fleet: the one configuration file of the cloud side, and the construct's props. */
export interface FleetSettings {
  /**
   * The prefix of the names of all that a fleet has. Two fleets of an account have different tags. To change it is to
   * make another fleet.
   *
   * @default 'fleetprov'
   */
  readonly resourceTag?: string;
  /** Each model has its own claim certificate and device bundle. */
  readonly models: readonly string[];
  /**
   * Who may provision: any admissible serial, only those on record in the devices table, or only who shows a voucher of
   * its factory.
   *
   * @default 'open'
   */
  readonly provisioning?: 'open' | 'allowlist' | 'voucher';
  /**
   * The public keys of the factories, by the `kid` of their vouchers. There are some exactly where vouchers are asked for.
   *
   * @default - none
   */
  readonly voucherKeys?: Readonly<Record<string, VoucherKey>>;
  /**
   * What devices may do: what those in the field need, or only what a new fleet should have.
   *
   * @default 'documented'
   */
  readonly policyMode?: 'documented' | 'strict';
  /**
   * What AWS IoT may do when it registers a device: what AWS's own policy has, or only what the stack names.
   *
   * @default 'managed'
   */
  readonly registrationRole?: 'managed' | 'scoped';
  /**
   * Days after which a certificate is due for rotation.
   *
   * @default 360
   */
  readonly rotationDays?: number;
  /**
   * Days that a device has between the warning and the end of its certificate.
   *
   * @default 14
   */
  readonly graceDays?: number;
  /**
   * Days over which the due dates of a fleet made on one day are spread.
   *
   * @default 7
   */
  readonly spreadDays?: number;
  /**
   * Whether an expired certificate is made inactive, or only reported.
   *
   * @default 'deactivate'
   */
  readonly enforce?: 'deactivate' | 'report';
  /**
   * Days without a connection after which a device that could receive no warning loses its overdue certificate all
   * the same.
   *
   * @default - never: what lies in storage is not bricked
   */
  readonly offlineDays?: number;
  /**
   * Days in which a device may connect again and again without staying for a minute, after which it loses its overdue
   * certificate all the same. They count from the first time that it comes while it is overdue.
   *
   * @default - never: a device that cannot hear a warning is not bricked
   */
  readonly unheardDays?: number;
  /**
   * Days for which a retired certificate is kept, INACTIVE, before it is deleted.
   *
   * @default 30
   */
  readonly retainDays?: number;
  /**
   * How many devices a sweep works on in a second; the account's quotas are its bound.
   *
   * @default 50
   */
  readonly warningsPerSecond?: number;
  /**
   * How many of the devices that a sweep warns begin to rotate in a minute: as many as the account's quotas admit.
   *
   * @default 190
   */
  readonly rotationsPerMinute?: number;
  /**
   * How many functions share a sweep through a queue.
   *
   * @default - one does it alone
   */
  readonly sweepWorkers?: number;
  /**
   * A regular expression that the whole serial must match; see `compileSerialPattern` for its grammar.
   *
   * @default - any legal thing name that is no word of a topic
   */
  readonly serialPattern?: string;
  /**
   * Words that no serial may be, beside the levels of AWS's and the project's topics.
   *
   * @default - none
   */
  readonly reservedWords?: readonly string[];
  /**
   * The root CA that devices trust: the path of a PEM file in a configuration file.
   *
   * @default - those of Amazon
   */
  readonly rootCa?: string;
  /**
   * Whether a connection proves a certificate, as devices need that never confirm.
   *
   * @default true
   */
  readonly presenceRule?: boolean;
  /**
   * Raised by one, it makes the next deploy give every model another claim beside those that it has.
   *
   * @default 1
   */
  readonly claimGeneration?: number;
  /**
   * Whether the fleet has alarms.
   *
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * Who gets a mail when an alarm rings.
   *
   * @default - nobody: others can subscribe to the topic
   */
  readonly alarmEmail?: string;
  /**
   * Where the runbooks are that alarms point to: a URL, or a path.
   *
   * @default - those of this project
   */
  readonly runbooks?: string;
  /**
   * When alarms ring.
   *
   * @default - of each that is not given, its own
   */
  readonly alarmThresholds?: Partial<AlarmThresholds>;
  /**
   * Whether the fleet has a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Reserved concurrency of each hook. A new AWS account cannot reserve any.
   *
   * @default - none
   */
  readonly reservedConcurrency?: number;
  /**
   * What devices may say of themselves when they are provisioned, by the names of the request's parameters.
   *
   * @default - nothing
   */
  readonly deviceParameters?: Readonly<Record<string, DeviceParameter>>;
}

/** Settings that have a value in every fleet. */
type Defaulted =
  | 'resourceTag'
  | 'provisioning'
  | 'policyMode'
  | 'registrationRole'
  | 'rotationDays'
  | 'graceDays'
  | 'spreadDays'
  | 'enforce'
  | 'retainDays'
  | 'warningsPerSecond'
  | 'rotationsPerMinute'
  | 'reservedWords'
  | 'presenceRule'
  | 'claimGeneration'
  | 'alarms'
  | 'runbooks'
  | 'dashboard';

/** The settings of a fleet with all defaults filled in. */
export type FleetConfig = Omit<FleetSettings, Defaulted | 'alarmThresholds'> &
  Required<Pick<FleetSettings, Defaulted>> & { readonly alarmThresholds: AlarmThresholds };
