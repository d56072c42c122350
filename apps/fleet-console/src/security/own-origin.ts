/** The names under which a browser on this machine reaches the console. */
const ownNames = ['127.0.0.1', 'localhost'];

/** A browser leaves it out of Host and Origin. */
const portOfHttp = 80;

/** What a browser says of where a request comes from, and for whom it is. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/**
 * Why a request is not from the console's own page; nothing where it is. A foreign name that leads to this machine
 * (DNS rebinding) shows in Host, a foreign page in Origin and Sec-Fetch-Site.
 */
export function foreignness({ host, origin, fetchSite }: RequestOrigin, port: number): string | undefined {
  const hosts = ownNames.map((name) => (port === portOfHttp ? name : `${name}:${port}`));
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    return `The console answers at http://127.0.0.1:${port} alone: open it by the link that its terminal printed.`;
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return 'Another page has asked: only the console’s own page may.';
  }
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') {
    return 'Another page has led here: copy the link that the console’s terminal printed into the address bar.';
  }
  return undefined;
}
