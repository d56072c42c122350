import AppLayout from '@cloudscape-design/components/app-layout';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import type { About } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useEffect, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useColourMode } from './colour-mode';
import { useNotices } from './notices';
import { useNarrow } from './use-narrow';
import { useNavigationPanel } from './use-navigation-panel';

interface LayoutProps {
  readonly about: About;
  /** The cloud's, in words. */
  readonly time: string;
  /** What is wrong with the console itself; it stays in sight on every view. */
  readonly banner: ReactNode;
  readonly children: ReactNode;
}

/** Bar at the top, navigation at the side, what the page has to say, and the view. */
export function ConsoleLayout({ about, time, banner, children }: LayoutProps) {
  const [path, navigate] = useLocation();
  const isNarrow = useNarrow();
  const panel = useNavigationPanel();
  const { isDark, switchMode } = useColourMode();
  useEffect(() => {
    // Cloudscape gives its narrow bar an attribute that a <nav> may not have: axe calls that critical.
    document.querySelector('nav[aria-orientation]')?.removeAttribute('aria-orientation');
  }, [isNarrow]);
  const { items } = useNotices();
  const follow = (event: { preventDefault: () => void; detail: { href: string } }) => {
    event.preventDefault();
    navigate(event.detail.href);
    panel.leave();
  };
  const goTo = (href: string) => (event: { preventDefault: () => void }) => {
    event.preventDefault();
    navigate(href);
  };
  return (
    <>
      <div id="top">
        <TopNavigation
          identity={{
            href: '/',
            title: 'Fleet console',
            onFollow: goTo('/'),
          }}
          utilities={utilitiesOf(about, { time, isNarrow, isDark, switchMode, goTo })}
        />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationOpen={panel.isOpen}
        onNavigationChange={({ detail }) => panel.change(detail.open)}
        navigationWidth={220}
        navigation={
          <SideNavigation
            activeHref={activeHref(path)}
            items={navigationItems(about.isLocal)}
            onFollow={follow}
          />
        }
        notifications={<Flashbar items={items} stackItems />}
        content={
          banner ? (
            <SpaceBetween size="l">
              {banner}
              {children}
            </SpaceBetween>
          ) : (
            children
          )
        }
        ariaLabels={{
          navigation: 'Views',
          navigationToggle: 'Open the list of views',
          navigationClose: 'Close the list of views',
          notifications: 'Notices',
        }}
      />
    </>
  );
}

interface Bar {
  readonly time: string;
  readonly isNarrow: boolean;
  readonly isDark: boolean;
  readonly switchMode: () => void;
  readonly goTo: (href: string) => (event: { preventDefault: () => void }) => void;
}

/** Which fleet, whether it may be changed, what time it is there, and the colours. */
function utilitiesOf(
  about: About,
  { time, isNarrow, isDark, switchMode, goTo }: Bar,
): TopNavigationProps.Utility[] {
  return [
    {
      type: 'button',
      text: `${about.resourceTag} · ${placeOf(about)}`,
      title: factsOf(about),
      href: '/',
      onFollow: goTo('/'),
    },
    ...(about.readOnly === undefined
      ? []
      : [
          {
            type: 'button' as const,
            text: 'Reads only',
            title: about.readOnly,
            iconName: 'lock-private' as const,
          },
        ]),
    {
      type: 'button',
      text: `${time} UTC`,
      title: "The cloud's time",
      disableUtilityCollapse: !isNarrow,
      ...defined(about.isLocal ? { href: '/local/clock', onFollow: goTo('/local/clock') } : {}),
    },
    {
      type: 'button',
      text: isDark ? 'Light' : 'Dark',
      ariaLabel: isDark ? 'Switch to light colours' : 'Switch to dark colours',
      onClick: switchMode,
    },
  ];
}

function placeOf({ isLocal, region }: About): string {
  return isLocal ? 'local-cloud' : (region ?? 'AWS');
}

function factsOf({ place, account, caller }: About): string {
  return [place, account && `account ${account}`, caller].filter(Boolean).join(', ');
}

function activeHref(path: string): string {
  return path.startsWith('/devices') ? '/devices' : path;
}

function navigationItems(isLocal: boolean): SideNavigationProps.Item[] {
  const items: SideNavigationProps.Item[] = [
    { type: 'link', text: 'Fleet', href: '/' },
    { type: 'link', text: 'Devices', href: '/devices' },
    { type: 'link', text: 'Claims', href: '/claims' },
  ];
  return isLocal
    ? [
        ...items,
        { type: 'divider' },
        {
          type: 'section-group',
          title: 'local-cloud',
          items: [
            { type: 'link', text: 'Clock', href: '/local/clock' },
            { type: 'link', text: 'Logs', href: '/local/logs' },
            { type: 'link', text: 'Faults', href: '/local/faults' },
          ],
        },
      ]
    : items;
}
