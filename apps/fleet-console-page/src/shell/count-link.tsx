import { numberWords } from '../words/moments';
import { PageLink } from './page-link';

/** A count, and the way to the list of what it counts, where there is one. */
export function CountLink({
  count,
  href,
}: {
  /** Absent where nobody has it. */
  readonly count: number | undefined;
  readonly href: string | undefined;
}) {
  const words = count === undefined ? '–' : numberWords(count);
  return href === undefined ? words : <PageLink href={href}>{words}</PageLink>;
}
