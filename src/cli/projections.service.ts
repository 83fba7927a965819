import { setTimeout as pause } from 'node:timers/promises';
import type { ProjectionView } from '../queries/list-projections';
import type { Verification } from '../queries/get-verification';
import { EXIT } from './command';
import type { Outcome } from './command';
import { ProgressLine } from './progress-line';
import type { ServiceClient } from './service-client';

/** How often a verification is asked how far it is, in milliseconds. */
const ASK_MS = 500;

const routeOf = (name: string, action = ''): string => `/api/admin/projections/${name}${action}`;

/** Every read model of the service, how far it is, and what is done with it. */
export async function list(service: ServiceClient): Promise<Outcome> {
  const { items } = (await service.get('/api/admin/projections')) as unknown as {
    items: readonly (ProjectionView & { readonly documents: number })[];
  };
  const lines = items.map(
    ({ name, version, status, lag, documents, rebuild }) =>
      `${name.padEnd(18)} v${version}  ${status.padEnd(9)} ${documents} documents, lag ${lag}` +
      (rebuild === null ? '' : `, ${rebuild.kind} ${rebuild.status}${because(rebuild.reason)}`),
  );
  return { text: lines.join('\n'), fields: { items } };
}

const because = (reason: string | null): string => (reason === null ? '' : `: ${reason}`);

/** Begins it, and follows it to its end; interrupted, the service goes on with it. */
export async function change(
  service: ServiceClient,
  name: string,
  action: 'rebuild' | 'rollback' | 'pause' | 'resume',
): Promise<Outcome> {
  let view = (await service.post(routeOf(name, `/${action}`))) as unknown as ProjectionView;
  if (view.rebuild !== null) view = await followed(service, name, view);
  const { rebuild, last, status } = view;
  if (rebuild === null) {
    const took =
      action === 'pause' || last === null ? '' : `, ${last.events} events in ${(last.tookMs / 1_000).toFixed(1)} s`;
    return { text: `${name} is ${status}${took}`, fields: { ...view } };
  }
  const { kind, failure, reason } = rebuild;
  if (rebuild.status !== 'stopped')
    return {
      text: `${name}: the ${kind} goes on, and is not followed any more`,
      fields: { ...view },
      exitCode: EXIT.found,
    };
  const where =
    failure === null ? '' : `at revision ${failure.revision} of ${failure.stream} (position ${failure.position}): `;
  const why = failure?.error ?? reason ?? 'for a reason unknown';
  return { text: `${name}: the ${kind} stopped ${where}${why}`, fields: { ...view }, exitCode: EXIT.found };
}

async function followed(service: ServiceClient, name: string, begun: ProjectionView): Promise<ProjectionView> {
  const progress = new ProgressLine(process.stderr);
  let view = begun;
  try {
    for await (const told of service.events(routeOf(name, '/progress'))) {
      view = told as unknown as ProjectionView;
      const { rebuild } = view;
      if (rebuild === null || rebuild.status === 'stopped') break;
      progress.show(rebuild.status, rebuild.events, rebuild.events + rebuild.lag);
    }
  } finally {
    progress.end();
  }
  return view;
}

/** Compares a read model with its log, or puts one document right. */
export async function verify(service: ServiceClient, name: string, key: string | undefined): Promise<Outcome> {
  const progress = new ProgressLine(process.stderr);
  const route = routeOf(name, '/verify');
  const begun = await service.post(route, key === undefined ? {} : { repair: key });
  let state = begun as unknown as Verification;
  try {
    while (state.running !== null) {
      progress.show(state.running.phase, state.running.done, state.running.total);
      await pause(ASK_MS);
      state = (await service.get(route)) as unknown as Verification;
    }
  } finally {
    progress.end();
  }
  return found(name, key, state);
}

function found(name: string, key: string | undefined, { failure, last, repaired, ...state }: Verification): Outcome {
  const fields = { ...state, failure, last, repaired };
  if (failure !== null) return { text: `${name}: ${failure.error}`, fields, exitCode: EXIT.found };
  if (key !== undefined) {
    const was = repaired?.was ?? null;
    return { text: was === null ? `${key} was right` : `${key} was ${was}, and is right now`, fields };
  }
  if (last === null) return { text: `${name}: nothing was compared`, fields, exitCode: EXIT.found };
  const { documents, different, missing, extra, damaged, checkpoint, position, differences } = last;
  const wrong = different + missing + extra + damaged;
  const lines = [
    checkpoint ??
      `${name}: ${documents} documents at position ${position}, ` +
        `${different} different, ${missing} missing, ${extra} extra, ${damaged} damaged`,
    ...differences.map((one) => `  ${one.kind} ${one.key} ${one.paths.join(', ')}`.trimEnd()),
  ];
  return { text: lines.join('\n'), fields, ...((wrong > 0 || checkpoint !== null) && { exitCode: EXIT.found }) };
}
