import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ DashboardBody: z.string(), DashboardName: z.string().optional() });
type Properties = z.infer<typeof schema>;

/** AWS::CloudWatch::Dashboard. `Ref` is the dashboard's name. */
export function cloudWatchDashboard(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ DashboardName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 255 });
  const put = async (DashboardName: string, { DashboardBody }: Properties): Promise<void> => {
    await (await clients.cloudWatch()).putDashboard({ DashboardName, DashboardBody });
  };
  return {
    typeName: 'AWS::CloudWatch::Dashboard',
    replaceOn: ['DashboardName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const physicalId = nameOf(properties, context);
      await put(physicalId, properties);
      return { physicalId, attributes: {} };
    },
    update: async (properties, _previous, physicalId) => {
      await put(physicalId, properties);
      return { physicalId, attributes: {} };
    },
    delete: async (DashboardName) =>
      unlessGone((await clients.cloudWatch()).deleteDashboards({ DashboardNames: [DashboardName] })),
  };
}
