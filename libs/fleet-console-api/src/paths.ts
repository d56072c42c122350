/** What can be done with a device. */
export const deviceActs = ['block', 'unblock', 'permit', 'revoke-permit', 'age', 'remove'] as const;
export type DeviceActName = (typeof deviceActs)[number];

/** All that changes something, as `about` says whether it may be done. */
export const acts = [...deviceActs, 'revoke-claim', 'move-clock', 'set-faults'] as const;
export type Act = (typeof acts)[number];

const part = encodeURIComponent;

/** Every path of the server's API. What a device is called may have any legal character, `:` among them. */
export const apiPaths = {
  /** POST: a token for a session. DELETE: its end. */
  session: '/api/session',
  about: '/api/about',
  /** A stream of `liveEvent`. */
  events: '/api/events',
  fleet: '/api/fleet',
  ages: '/api/fleet/ages',
  sweeps: (days: number) => `/api/fleet/sweeps?days=${days}`,
  alarms: '/api/fleet/alarms',
  refusals: (hours: number) => `/api/fleet/refusals?hours=${hours}`,
  /** A stream of `workEvent`; its result has `recordCounts`. */
  records: '/api/fleet/records',
  /** With `queryString` of a `deviceQuery`. */
  devices: (query: string) => (query === '' ? '/api/devices' : `/api/devices?${query}`),
  device: (serial: string) => `/api/devices/${part(serial)}`,
  decisions: (serial: string) => `/api/devices/${part(serial)}/decisions`,
  /** POST a `deviceActRequest`: a stream of `workEvent`. */
  deviceActs: (serial: string) => `/api/devices/${part(serial)}/acts`,
  /** POST a `bulkRequest`: a stream of `workEvent`. */
  bulkActs: '/api/acts',
  claims: '/api/claims',
  /** A stream of `workEvent`; its result has `joinedByClaim`. */
  joined: '/api/claims/joined',
  /** POST a `claimRequest`: a stream of `workEvent`. */
  revokeClaim: (model: string, generation: number) => `/api/claims/${part(model)}/${generation}/revoke`,
  /** GET and POST; on local-cloud only, as all that follow. */
  clock: '/api/clock',
  /** A stream of `logEvent`. @param name of a function, as `about` lists them; all of them when absent */
  logs: (name?: string) =>
    name === undefined ? '/api/logs/stream' : `/api/logs/stream?function=${part(name)}`,
  /** GET, POST a `faultRequest`, DELETE all. */
  faults: '/api/faults',
  /** DELETE one. */
  fault: (id: string) => `/api/faults/${part(id)}`,
} as const;
