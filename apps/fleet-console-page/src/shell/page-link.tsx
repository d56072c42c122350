import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { defined } from '@fleet/optional-members';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

/** A link within the console: it loads no page anew, and opens in another tab as every link does. */
export function PageLink({
  href,
  children,
  variant = 'primary',
  fontSize,
}: {
  readonly href: string;
  readonly children: ReactNode;
  readonly variant?: LinkProps.Variant;
  readonly fontSize?: LinkProps.FontSize;
}) {
  const [, navigate] = useLocation();
  return (
    <Link
      href={href}
      variant={variant}
      {...defined({ fontSize })}
      onFollow={(event) => {
        event.preventDefault();
        navigate(href);
      }}
    >
      {children}
    </Link>
  );
}
