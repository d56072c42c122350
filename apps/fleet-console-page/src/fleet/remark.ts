/** One thing to say of the fleet, and where to look. */
export interface Remark {
  readonly level: 'error' | 'warning' | 'info';
  readonly words: string;
  readonly link?: { readonly href: string; readonly words: string };
}
