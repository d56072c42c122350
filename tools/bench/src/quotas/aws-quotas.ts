/** Where a figure was read: none of these pages could be opened live. */
export const quotaSources = {
  serviceQuotas:
    'AWS General Reference, _AWS IoT Core endpoints and quotas_, in a public copy of Service Quotas’ list',
  iotLimits: 'AWS IoT developer guide, _AWS IoT Limits_, a public copy of an edition of 2020',
  thingpress: 'the same; AWS’s project Thingpress read the same figure on the live page on 13 June 2025',
  connectivityStatus: 'AWS IoT developer guide, _Device connectivity status queries_',
} as const;

export interface Quota {
  /** Calls a second, for an account and region. */
  readonly perSecond: number;
  readonly source: keyof typeof quotaSources;
}

/** AWS's default quotas for what a sweep and a rotation call. All of them can be raised. */
export const awsQuotas = {
  SearchIndex: { perSecond: 15, source: 'iotLimits' },
  GetThingConnectivityData: { perSecond: 350, source: 'connectivityStatus' },
  Publish: { perSecond: 20_000, source: 'iotLimits' },
  UpdateThing: { perSecond: 100, source: 'serviceQuotas' },
  DescribeThing: { perSecond: 350, source: 'serviceQuotas' },
  DescribeCertificate: { perSecond: 10, source: 'thingpress' },
  UpdateCertificate: { perSecond: 10, source: 'iotLimits' },
  DetachThingPrincipal: { perSecond: 100, source: 'serviceQuotas' },
  DetachPolicy: { perSecond: 15, source: 'iotLimits' },
  DeleteCertificate: { perSecond: 10, source: 'iotLimits' },
  ListThingPrincipals: { perSecond: 10, source: 'serviceQuotas' },
  RegisterThing: { perSecond: 10, source: 'iotLimits' },
} as const satisfies Readonly<Record<string, Quota>>;

/** How long a Lambda function runs at the most, in seconds; the monitor stops a minute before. */
export const functionSeconds = 900;

/** On what day the sources were read. */
export const readOn = '28 November 2026';
