import { isoTime } from '../../kernel/clock';
import { positionToBigInt } from '../../kernel/message';
import type { JsonObject } from '../../kernel/message';
import type { FoldFailure } from '../projecting/fold-failure';
import type { DiskFacts, Facts } from './facts';
import { FINDING_CODES } from './finding';
import type { Diagnosis, Finding, FindingCode } from './finding';
import { channelFails, publicUrlMissing, senderMissing } from './sending-diagnoses';

/** How far a read model may be behind, a timer be overdue, and a clock be off, in milliseconds. */
export const LATE_MS = 60_000;
const DAY_MS = 86_400_000;
/** After so many days a backup is old. */
const BACKUP_DAYS = 7;
const GIB = 1_073_741_824;
const MIB = 1_048_576;
/** One for each code, in the order of the codes: what is at the root of others comes first. */
const DIAGNOSES: Readonly<Record<FindingCode, Diagnosis>> = {
  node_version: ({ machine: { nodeRefusal } }) =>
    nodeRefusal === null
      ? []
      : [{ code: 'node_version', problem: nodeRefusal, remedy: 'Start it with one of those.', details: {} }],

  store_silent: ({ silentStores }) =>
    silentStores.map((store) => ({
      code: 'store_silent',
      problem: `The ${store} does not answer.`,
      remedy: `See that it runs and can be reached from here; nothing that needs it goes on before.`,
      details: { store },
    })),

  projection_stopped: ({ projections, stops }) => {
    const live = projections.flatMap(({ failure }) => (failure === null ? [] : [failure]));
    const known = new Set(live.map(({ projection }) => projection));
    const built = projections.flatMap(({ rebuild }) =>
      // what was to be resumed and stopped again is what answers
      rebuild === null || rebuild.failure === null || rebuild.kind === 'resume' ? [] : [rebuild.failure],
    );
    return [
      ...[...live, ...stops.filter(({ projection }) => !known.has(projection))].map((failure) =>
        stopped(failure, `${failure.projection} has stopped`, 'It answers as of before that event.'),
      ),
      ...built.map((failure) =>
        stopped(failure, `The copy of ${failure.projection} that is built has stopped`, 'What answers is not touched.'),
      ),
    ];
  },

  projection_stalled: ({ isService, projections, stops, trouble }) => {
    if (!isService) return []; // nobody is to fold
    const why = trouble === null ? [] : [stalled(null, `Nothing is folded: ${trouble}.`)];
    const stuck = projections.flatMap(({ name, rebuild }) =>
      rebuild?.status === 'stalled'
        ? [stalled(name, `The ${rebuild.kind} of ${name} makes no progress: ${rebuild.reason ?? 'nobody knows why'}.`)]
        : [],
    );
    const behind = projections
      .filter(({ status, name }) => status === 'live' && !stops.some(({ projection }) => projection === name))
      .filter(({ lagMs }) => trouble === null && lagMs > LATE_MS)
      .map(({ name, lagMs }) => stalled(name, `${name} is ${seconds(lagMs)} behind the log.`));
    return [...why, ...stuck, ...behind];
  },

  projection_folding: ({ isService, projections, trouble }) => {
    const folding = projections.filter(({ status }) => status === 'folding');
    if (!isService || trouble !== null || folding.length === 0) return [];
    const each = folding.map(({ name, folded, lag }) => `${name} (${Math.floor(folded * 100)} %, ${lag} places left)`);
    return [
      {
        code: 'projection_folding',
        problem: `Read models are folded from the log, and do not answer before they are: ${each.join(', ')}.`,
        remedy:
          'Wait. Where it does not go on, see that a process with the role projector runs, and what its log says.',
        details: { readModels: folding.map(({ name, folded, lag }) => ({ name, folded, lag })) },
      },
    ];
  },

  projection_paused: ({ projections }) =>
    projections.flatMap(({ name, pausedAt, lagMs }) => {
      if (pausedAt === null || lagMs <= LATE_MS) return [];
      const problem = `${name} is paused since ${pausedAt}: it answers as of ${seconds(lagMs)} ago.`;
      const remedy = `When it need not stand still any more: npx runledger projections resume ${name}`;
      return [{ code: 'projection_paused', problem, remedy, details: { projection: name, pausedAt, lagMs } }];
    }),

  other_log: ({ otherLog }) =>
    [...otherLog].map(([projection, reason]) => ({
      code: 'other_log',
      problem: `${projection} is not the fold of this log: ${reason}.`,
      remedy:
        'Make sure that the two stores belong together (EVENTSTORE_URL, MONGODB_URL, DATA_DIR); if so, stop the service and ' +
        'fold them anew: npx runledger projections rebuild --all',
      details: { projection, reason },
    })),

  timers_overdue: ({ isService, timers }) =>
    timers
      .filter(({ overdueMs }) => overdueMs > LATE_MS)
      .map(({ kind, count, overdueMs }) => ({
        code: 'timers_overdue',
        problem: `${count === 1 ? `A ${kind} is` : `${count} ${kind}s are due, the first of them`} ${seconds(overdueMs)} overdue.`,
        remedy: isService
          ? 'See that a process with the role engine runs, and what its log says; each fires once as soon as one does.'
          : 'Start the service: each fires once, the oldest first.',
        details: { kind, count, overdueMs },
      })),

  clock_off: ({ clocks }) =>
    clocks
      .filter(({ aheadMs }) => Math.abs(aheadMs) >= LATE_MS)
      .map(({ of, aheadMs }) => ({
        code: 'clock_off',
        problem:
          of === 'ledger'
            ? `The last event of the ledger is of a time that is ${seconds(-aheadMs)} from now: a clock was set back, or is ahead.`
            : `The clock of the service is ${seconds(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} that of the ${of}.`,
        remedy: 'Set the clocks by NTP (timedatectl set-ntp true): waits, business hours and limits go by them.',
        details: { of, aheadMs },
      })),

  channel_fails: channelFails,
  sender_missing: senderMissing,
  public_url_missing: publicUrlMissing,

  disk_nearly_full: ({ machine: { disks } }) =>
    disks.filter(isNearlyFull).map(({ folder, freeBytes, totalBytes }) => ({
      code: 'disk_nearly_full',
      problem: `The disk of ${folder} has ${size(freeBytes)} left of ${size(totalBytes)}.`,
      remedy:
        'Make room, or move DATA_DIR to a larger disk: on a full one nothing is recorded. Copies of read models that are kept ' +
        'take room, and can be dropped (npx runledger projections list).',
      details: { folder, freeBytes, totalBytes },
    })),

  no_backup: ({ now, ledger: { head, since }, machine: { backups } }) => {
    const { areOurs, last } = backups;
    if (!areOurs || since === null || now - since < DAY_MS) return [];
    const remedy = 'Make one every day, for another disk: npx runledger backup <folder>';
    const found = (problem: string, details: JsonObject): readonly Finding[] => [
      { code: 'no_backup', problem, remedy, details },
    ];
    if (last === null) return found('The ledger has never been backed up.', { at: null });
    const details = { at: isoTime(last.at), position: last.position };
    if (positionToBigInt(last.position) > positionToBigInt(head))
      return found(`The last backup, of ${isoTime(last.at)}, is of another ledger or of more than there is.`, details);
    const days = Math.floor((now - last.at) / DAY_MS);
    if (now - last.at <= BACKUP_DAYS * DAY_MS || last.position === head) return [];
    return found(`The last backup is ${days} days old.`, details);
  },
};

/** What is wrong by the facts; nothing in a healthy service. */
export const diagnose = (facts: Facts): readonly Finding[] => FINDING_CODES.flatMap((code) => DIAGNOSES[code](facts));

function stopped(
  { projection, stream, revision, position, type, error }: FoldFailure,
  what: string,
  then: string,
): Finding {
  return {
    code: 'projection_stopped',
    problem: `${what} at revision ${revision} of ${stream} (position ${position}, ${type}): ${error}.`,
    remedy:
      `${then} Install the version that can fold it, or put back a backup in which it is whole; then go on with: ` +
      `npx runledger projections resume ${projection}`,
    details: { projection, stream, revision, position, type, error },
  };
}

const stalled = (projection: string | null, problem: string): Finding => ({
  code: 'projection_stalled',
  problem,
  remedy:
    'See that a process with the role projector runs, of the newest version, that its stores answer it and that its machine ' +
    'has processor and disk left.',
  details: { projection },
});

const isNearlyFull = ({ freeBytes, totalBytes }: DiskFacts): boolean =>
  freeBytes < GIB || (freeBytes < totalBytes / 20 && freeBytes < 10 * GIB);

const size = (bytes: number): string =>
  bytes < GIB / 10 ? `${Math.floor(bytes / MIB)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;

function seconds(ms: number): string {
  const s = Math.floor(ms / 1_000);
  if (s < 300) return `${s} s`;
  return s < 7_200 ? `${Math.floor(s / 60)} minutes` : `${Math.floor(s / 3_600)} hours`;
}
