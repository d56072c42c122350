import type { Hono } from 'hono';
import { addAboutRoutes } from './about-routes';
import { addClaimRoutes } from './claim-routes';
import type { ConsoleContext } from './console-context';
import { addDeviceRoutes } from './device-routes';
import { addFleetRoutes } from './fleet-routes';
import { addLocalRoutes } from './local-routes';

/** Every route that needs a session. */
export function addConsoleApi(app: Hono, context: ConsoleContext): void {
  const { local } = context;
  if (local !== undefined) {
    app.use('/api/*', async (_, next) => {
      await local.clock.refresh();
      await next();
    });
  }
  addAboutRoutes(app, context);
  addFleetRoutes(app, context);
  addDeviceRoutes(app, context);
  addClaimRoutes(app, context);
  addLocalRoutes(app, context);
}
