import Alert from '@cloudscape-design/components/alert';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { apiPaths, deviceDecisions, devicePage, type DevicePage } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { useLocation } from 'wouter';
import { ActMenu } from '../acts/act-menu';
import { AnswerPanel } from '../asking/answer-panel';
import { AnswerView } from '../asking/answer-view';
import { useAnswer } from '../asking/use-answer';
import { CopyButton } from '../copying/copy-button';
import { useConsole } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { minuteOf } from '../words/moments';
import { CertificateTable } from './certificate-table';
import { CertificateTimeline } from './certificate-timeline';
import { DecisionsPanel } from './decisions-panel';
import { DeviceFacts } from './device-facts';
import { deviceVerdict } from './device-verdict';
import { EventsPanel } from './events-panel';
import { PermissionsPanel } from './permissions-panel';

/** What happened to this device, and what to do about it. */
export default function DeviceView({ serial }: { readonly serial: string }) {
  useTitle(serial);
  const device = useAnswer(apiPaths.device(serial), devicePage, 'device', serial);
  const decisions = useAnswer(apiPaths.decisions(serial), deviceDecisions, 'device', serial);
  const askAgain = () => {
    device.askAgain();
    decisions.askAgain();
  };
  return (
    <SpaceBetween size="l">
      <WayBack serial={serial} />
      <DeviceHeader serial={serial} device={device.value} onAskAgain={askAgain} />
      <AnswerView answer={device} what={serial}>
        {(value) => <Known device={value} />}
      </AnswerView>
      <Grid gridDefinition={device.value === undefined ? [{ colspan: 12 }] : besideEachOther}>
        {device.value && <Events device={device.value} />}
        <AnswerPanel
          answer={decisions}
          heading="What was decided about it"
          what="its last decisions in the logs"
          copied={{ what: 'decision', rows: (value) => value.decisions }}
        >
          {(value) => <DecisionsPanel decisions={value} />}
        </AnswerPanel>
      </Grid>
    </SpaceBetween>
  );
}

function WayBack({ serial }: { readonly serial: string }) {
  const [, navigate] = useLocation();
  return (
    <BreadcrumbGroup
      items={[
        { text: 'Devices', href: '/devices' },
        { text: serial, href: '#' },
      ]}
      onFollow={(event) => {
        event.preventDefault();
        navigate('/devices');
      }}
    />
  );
}

function DeviceHeader({
  serial,
  device,
  onAskAgain,
}: {
  readonly serial: string;
  readonly device: DevicePage | undefined;
  readonly onAskAgain: () => void;
}) {
  const at = device === undefined ? undefined : `as it was at ${minuteOf(device.at)}; all times are UTC`;
  return (
    <Header
      variant="h1"
      {...defined({ description: at })}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="refresh" ariaLabel="Ask again" onClick={onAskAgain} />
          <ActMenu
            serials={device === undefined ? [] : [serial]}
            label="Actions"
            isPrimary
            acts={device?.acts ?? []}
            onChanged={onAskAgain}
          />
        </SpaceBetween>
      }
    >
      <span className="serial">{serial}</span>
    </Header>
  );
}

function Known({ device }: { readonly device: DevicePage }) {
  const { about } = useConsole();
  const { level, words, remarks } = deviceVerdict(device, about);
  return (
    <SpaceBetween size="l">
      <Alert type={level} header={words}>
        {remarks.length > 0 && (
          <SpaceBetween size="xxs">
            {remarks.map((remark) => (
              <div key={remark}>{remark}</div>
            ))}
          </SpaceBetween>
        )}
      </Alert>
      <Container>
        <DeviceFacts device={device} />
      </Container>
      <Container header={<Header variant="h2">What it may do now</Header>}>
        <PermissionsPanel permissions={device.permissions} />
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <CopyButton
                what="certificate"
                rows={device.certificates.map(({ claim, current, ...rest }) => ({
                  ...rest,
                  claim: claim && `${claim.model} ${claim.generation}`,
                  currentFrom: current?.from,
                  currentUntil: current?.until,
                }))}
              />
            }
          >
            Certificates
          </Header>
        }
      >
        <SpaceBetween size="m">
          <CertificateTimeline device={device} />
          <CertificateTable certificates={device.certificates} />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

const besideEachOther = [
  { colspan: { default: 12, s: 5 as const } },
  { colspan: { default: 12, s: 7 as const } },
];

function Events({ device: { timeline, at } }: { readonly device: DevicePage }) {
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" actions={<CopyButton what="event" rows={timeline} />}>
          What happened
        </Header>
      }
    >
      <EventsPanel items={timeline} now={at} />
    </Container>
  );
}
