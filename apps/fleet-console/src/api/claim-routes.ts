import type { Context, Hono } from 'hono';
import { apiPaths, claimRequest, type ClaimList } from '@fleet/fleet-console-api';
import { fleetConfigBounds, isModelName, modelNameRange } from '@fleet/fleet-contract';
import { claimsOf, revokeClaim, UsageError } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import { doneEvent, runWork } from '../acts/run-work';
import { ApiError } from '../failures/api-error';
import { workStream } from '../streams/work-stream';
import { joinedByClaimOf } from '../views/joined-by-claim';
import type { ConsoleContext } from './console-context';
import { bodyOf } from './request-values';

export function addClaimRoutes(app: Hono, context: ConsoleContext): void {
  const { cloud, desk, guard, failureOf } = context;
  app.get(apiPaths.claims, async (request) => request.json(await claimListOf(context)));
  app.get(apiPaths.joined, () =>
    workStream(async (queue) => {
      const failure = await runWork(queue, { finishes: false }, failureOf, (output) =>
        joinedByClaimOf(cloud.patientFleet, output),
      );
      queue.add(doneEvent(failure));
    }),
  );
  app.post('/api/claims/:model/:generation/revoke', async (request) => {
    const claim = claimIn(request);
    const { dryRun, since, confirm } = await bodyOf(request, claimRequest);
    guard.require('revoke-claim');
    const { resourceTag } = cloud.fleet.names;
    if (!dryRun && confirm !== resourceTag) {
      throw new ApiError(
        'usage',
        `Nothing was revoked: type the tag of the fleet, ${resourceTag}, to confirm it.`,
      );
    }
    const options = {
      ...claim,
      dryRun,
      ...defined({ since: since === undefined ? undefined : new Date(since) }),
    };
    return workStream((queue) =>
      desk.performOne(queue, {
        act: 'revoke-claim',
        audited: {
          act: 'revoke-claim',
          what: `${claim.model}, generation ${claim.generation}`,
          options: defined({ since }),
        },
        dryRun,
        work: (output) => revokeClaim(cloud.patientFleet, output, options),
      }),
    );
  });
}

/** @throws UsageError */
function claimIn({ req }: Context): { readonly model: string; readonly generation: number } {
  const [model = '', generation] = [req.param('model'), Number(req.param('generation'))];
  const [least, most] = fleetConfigBounds.claimGeneration;
  if (!isModelName(model)) {
    throw new UsageError(`The model must be ${modelNameRange}.`);
  }
  if (!Number.isInteger(generation) || generation < least || generation > most) {
    throw new UsageError(`The generation must be a whole number from ${least} to ${most}.`);
  }
  return { model, generation };
}

async function claimListOf({ cloud: { fleet } }: ConsoleContext): Promise<ClaimList> {
  const { claims, unrecorded } = await claimsOf(fleet);
  return {
    claims: claims.map(({ model, generation, certificateId, status, record }) => ({
      model,
      generation,
      certificateId,
      issuedAt: record.issuedAt,
      ...defined({ status, revokedAt: record.revokedAt }),
      isConfigured: fleet.config.models.includes(model),
    })),
    unrecorded: [...unrecorded],
    at: fleet.now().toISOString(),
  };
}
