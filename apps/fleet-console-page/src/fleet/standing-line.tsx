import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { PageLink } from '../shell/page-link';
import type { Remark } from './remark';

/** The first thing that is read in the morning: all is well, or what is not and where to look. */
export function StandingLine({
  remarks,
  isComplete,
  missing,
  size,
}: {
  readonly remarks: readonly Remark[];
  /** Whether everything that could be said is known. */
  readonly isComplete: boolean;
  /** What could not be read. */
  readonly missing: readonly string[];
  readonly size: string;
}) {
  const troubles = remarks.filter(({ level }) => level !== 'info');
  const notes = remarks.filter(({ level }) => level === 'info');
  const worst = troubles[0]?.level;
  const isWell = worst === undefined && missing.length === 0;
  const type = worst ?? (isWell && isComplete ? 'success' : 'info');
  return (
    <Alert type={type} header={headerOf(troubles.length, isWell, isComplete, missing, size)}>
      {(troubles.length > 0 || notes.length > 0) && (
        <SpaceBetween size="xxs">
          {[...troubles, ...notes].map(({ words, link }) => (
            <div key={words}>
              {words} {link && <RemarkLink link={link} />}
            </div>
          ))}
        </SpaceBetween>
      )}
    </Alert>
  );
}

function headerOf(
  troubles: number,
  isWell: boolean,
  isComplete: boolean,
  missing: readonly string[],
  size: string,
): string {
  if (troubles > 0) {
    return troubles === 1 ? 'One thing needs you' : `${troubles} things need you`;
  }
  if (!isComplete) {
    return 'Looking whether all is well';
  }
  return isWell
    ? `All is well: ${size}`
    : `Nothing bad is known, but not all could be read: ${missing.join(', ')}`;
}

/** To another view, or to a part of this one: that is no address, as the fragment of one is a token. */
function RemarkLink({ link: { href, words } }: { readonly link: NonNullable<Remark['link']> }) {
  return href.startsWith('#') ? (
    <Link
      variant="primary"
      onFollow={() => document.getElementById(href.slice(1))?.scrollIntoView({ block: 'center' })}
    >
      {words}
    </Link>
  ) : (
    <PageLink href={href}>{words}</PageLink>
  );
}
