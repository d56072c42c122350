import Box from '@cloudscape-design/components/box';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { serialIn } from '../devices/device-address';
import { NoSuchView } from './no-such-view';
import { Status } from './status';

const FleetView = lazy(() => import('../fleet/fleet-view'));
const DevicesView = lazy(() => import('../devices/devices-view'));
const DeviceView = lazy(() => import('../device/device-view'));
const ClaimsView = lazy(() => import('../claims/claims-view'));
const ClockView = lazy(() => import('../local/clock-view'));
const LogsView = lazy(() => import('../local/logs-view'));
const FaultsView = lazy(() => import('../local/faults-view'));

/** The view that the address means. */
export function Views({ isLocal }: { readonly isLocal: boolean }) {
  return (
    <Suspense
      fallback={
        <Box padding="l">
          <Status type="loading">Loading the view</Status>
        </Box>
      }
    >
      <Switch>
        <Route path="/">
          <FleetView />
        </Route>
        <Route path="/devices">
          <DevicesView />
        </Route>
        <Route path="/devices/:serial">
          {({ serial }) => <DeviceView key={serial} serial={serialIn(serial)} />}
        </Route>
        <Route path="/claims">
          <ClaimsView />
        </Route>
        {isLocal && (
          <Route path="/local/clock">
            <ClockView />
          </Route>
        )}
        {isLocal && (
          <Route path="/local/logs">
            <LogsView />
          </Route>
        )}
        {isLocal && (
          <Route path="/local/faults">
            <FaultsView />
          </Route>
        )}
        <Route>
          <NoSuchView />
        </Route>
      </Switch>
    </Suspense>
  );
}
