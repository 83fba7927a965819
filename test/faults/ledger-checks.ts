import type { Recorded } from '../../src/domain/events';
import { runStream } from '../../src/domain/streams';
import type { Told } from './stories';

/** How a run's own events stand against what its client was told; what is wrong, in words. */
export function faultsOf(log: readonly Recorded[], told: readonly Told[]): readonly string[] {
  const positions = new Set(log.map(({ position }) => position));
  const streams = new Map<string, Recorded[]>();
  for (const event of log) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return [
    ...told
      .flatMap((one) => one.positions)
      .filter((position) => !positions.has(position))
      .map((position) => `nothing is at the acknowledged position ${position}`),
    ...told.flatMap(({ runs }) =>
      runs.flatMap(({ runId, end }) => {
        const events = streams.get(runStream(runId));
        if (events === undefined) return [`run ${runId} was acknowledged and is lost`];
        const is = endOf(events);
        return is === end ? [] : [`run ${runId} is ${is}, and should be ${end}: ${typesOf(events)}`];
      }),
    ),
    ...[...streams].filter(([stream]) => stream.startsWith('run-')).flatMap(([, events]) => runFaults(events)),
  ];
}

/** The last position that anybody was told. */
export const lastOf = (told: readonly Told[]): string =>
  told
    .flatMap(({ positions }) => positions)
    .sort()
    .at(-1) ?? '';

const ENDS = { RunCompleted: 'completed', RunFailed: 'failed', RunCancelled: 'cancelled' } as const;
const isEnd = (type: string): type is keyof typeof ENDS => type in ENDS;

function endOf(events: readonly Recorded[]): string {
  const end = events.map(({ type }) => type).find(isEnd);
  if (end !== undefined) return ENDS[end];
  return events.at(-1)?.type === 'RunWaiting' ? 'waiting' : 'running';
}

/** What can never be right in a run, whoever was told what. */
function runFaults(events: readonly Recorded[]): readonly string[] {
  const faults: string[] = [];
  const keys = new Map<string, string>();
  const done = new Set<string>();
  const waits = new Map<string, string>();
  let ends = 0;
  for (const event of events) {
    switch (event.type) {
      case 'StepStarted':
        if (done.has(event.data.stepId)) faults.push(`step ${event.data.stepId} was begun after its outcome`);
        if ((keys.get(event.data.stepId) ?? event.data.idempotencyKey) !== event.data.idempotencyKey)
          faults.push(`step ${event.data.stepId} was begun under two keys`);
        keys.set(event.data.stepId, event.data.idempotencyKey);
        break;
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepSkipped':
        if (done.has(event.data.stepId)) faults.push(`step ${event.data.stepId} has two outcomes`);
        done.add(event.data.stepId);
        break;
      case 'RunWaiting':
        waits.set(event.data.waitId, event.data.wakeAt);
        break;
      case 'RunResumed': {
        const wakeAt = waits.get(event.data.waitId);
        if (wakeAt === undefined) faults.push('a wait was resumed that had not begun, or was over');
        else if (event.metadata.at < wakeAt) faults.push(`the wait until ${wakeAt} was over at ${event.metadata.at}`);
        waits.delete(event.data.waitId);
        break;
      }
      case 'RunCompleted':
      case 'RunFailed':
      case 'RunCancelled':
        ends += 1;
        break;
      default:
        break;
    }
  }
  if (ends > 1) faults.push(`it ended ${ends} times`);
  return faults.map((fault) => `${fault}: ${events[0]?.stream ?? ''}: ${typesOf(events)}`);
}

const typesOf = (events: readonly Recorded[]): string => events.map(({ type }) => type).join(' ');
