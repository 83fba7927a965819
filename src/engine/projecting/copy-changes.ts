import { isoTime } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { ReadModelShape } from '../../kernel/projection';
import { firstCopy, isSameCopy, isSameWork, nameOfCopy } from './copies';
import type { Copies, Copy, KeptCopy, Work, WorkKind } from './copies';

/** How long a copy is kept that was live before, in milliseconds. */
const KEPT_MS = 7 * 86_400_000;

/** A new copy, folded from the beginning of the log. @throws DomainError `rebuild_running` */
export function beginRebuild(copies: Copies, shape: ReadModelShape, now: string): Copies {
  const { work } = refuseBusy(copies);
  const given = work === null || work.kind !== 'rebuild' ? [] : [givenUp(work.copy, now)];
  const copy = { version: shape.version, copy: now.replace(/\D/g, ''), indexes: shape.indexes, madeAt: now };
  return { ...copies, kept: [...copies.kept, ...given], work: begun('rebuild', copy, now) };
}

/** The version's first copy is built while the one of the version before answers; or taken up again, where it is kept. */
export function beginUpgrade(copies: Copies, shape: ReadModelShape, now: string): Copies {
  const { kept, work } = copies;
  const given = work?.kind === 'rebuild' ? [givenUp(work.copy, now)] : [];
  const known = kept.find(({ version, isWhole }) => version === shape.version && isWhole);
  const next = known === undefined ? { ...firstCopy(shape), madeAt: now } : copyOf(known);
  const begin = begun(known === undefined ? 'rebuild' : 'rollback', next, now);
  return { ...copies, kept: [...kept, ...given], work: begin };
}

/** The new version answers at once, however little is folded into it yet. */
export const upgradeAtOnce = (copies: Copies, shape: ReadModelShape, now: string): Copies =>
  switched({ ...copies, work: begun('rebuild', { ...firstCopy(shape), madeAt: now }, now) }, now);

/** The live copy is folded and nothing else is done, where there is nobody whom that could disturb. */
export function foldedAlone(copies: Copies, shape: ReadModelShape, now: string): Copies {
  const { kept, work } = copies;
  const given = work?.kind === 'rebuild' ? [givenUp(work.copy, now)] : [];
  const alone = { ...copies, kept: [...kept, ...given], work: null, pausedAt: null };
  return alone.live.version === shape.version ? alone : upgradeAtOnce(alone, shape, now);
}

/** A projection that is new to a log that others are folded from. */
export const beginFirst = (copies: Copies, now: string): Copies => ({
  ...copies,
  work: begun('resume', copies.live, now),
});

/** @throws DomainError `rebuild_running`, `no_copy_kept` */
export function beginRollback(copies: Copies, shape: ReadModelShape, now: string): Copies {
  refuseBusy(copies);
  const copy = copies.kept.find(({ version, isWhole }) => version === shape.version && isWhole);
  if (copy === undefined)
    throw new DomainError(
      'no_copy_kept',
      `no other copy of ${shape.name} is kept that this version of the service can fold`,
    );
  return { ...copies, work: begun('rollback', copyOf(copy), now) };
}

/** What was paused, or stopped at an event that could not be folded, goes on from where it stands. */
export function beginResume(copies: Copies, now: string): Copies {
  const { work } = copies;
  if (work === null) return { ...copies, work: begun('resume', copies.live, now) };
  if (work.status !== 'stopped') return copies;
  return { ...copies, work: { ...work, status: 'queued', failure: null, movedAt: now, heardAt: now } };
}

/** A resume that is under way ends by it. @throws DomainError `rebuild_running` */
export const pause = (copies: Copies, now: string): Copies => {
  const { work, pausedAt } = copies.work?.kind === 'resume' ? copies : refuseBusy(copies);
  return { ...copies, pausedAt: pausedAt ?? now, work: work?.kind === 'resume' ? null : work };
};

/** @throws DomainError `not_found`, `copy_in_use` */
export function drop(copies: Copies, name: string, now: string): Copies {
  const { live, kept, work } = copies;
  if (nameOfCopy(live) === name) throw new DomainError('copy_in_use', `${name} is the copy that answers`);
  const isWorkedOn = work !== null && nameOfCopy(work.copy) === name;
  if (!isWorkedOn && !kept.some((copy) => nameOfCopy(copy) === name))
    throw new DomainError('not_found', `there is no copy ${name}`);
  const left = kept.map((copy) => (nameOfCopy(copy) === name ? { ...copy, until: now } : copy));
  if (!isWorkedOn) return { ...copies, kept: left };
  return {
    ...copies,
    work: null,
    kept: work.kind === 'rebuild' ? [...left, givenUp(work.copy, now)] : left,
  };
}

/** The copy that readers are answered from does not answer before it is folded up to the position. */
export const answersFrom = (copies: Copies, served: Copy, position: Position): Copies => ({
  ...copies,
  wholeAt: { ...copies.wholeAt, [nameOfCopy(served)]: position },
});

/** The copy that was worked on is live; the one that was live is kept. */
export function switched(copies: Copies, now: string): Copies {
  const { live, kept, work } = copies;
  if (work === null) return copies;
  const { kind, startedAt, events, copy } = work;
  const until = isoTime(Date.parse(now) + KEPT_MS);
  const retired = isSameCopy(live, copy) ? [] : [{ ...live, since: now, until, isWhole: true }];
  return {
    ...copies,
    live: copy,
    kept: [...retired, ...kept.filter((one) => !isSameCopy(one, copy))],
    work: null,
    pausedAt: null,
    last: { kind, startedAt, finishedAt: now, events },
  };
}

/** What somebody works on goes from here to there, unless it is no more what they were told to do. */
export const worked = (copies: Copies, on: Work, change: Partial<Work>): Copies =>
  copies.work !== null && isSameWork(copies.work, on) ? { ...copies, work: { ...copies.work, ...change } } : copies;

const copyOf = ({ version, copy, indexes, madeAt }: Copy): Copy =>
  copy === undefined ? { version, indexes, madeAt } : { version, copy, indexes, madeAt };

const givenUp = (copy: Copy, now: string): KeptCopy => ({ ...copy, since: now, until: now, isWhole: false });

const begun = (kind: WorkKind, copy: Copy, now: string): Work => ({
  kind,
  copy,
  status: 'queued',
  startedAt: now,
  position: START,
  movedAt: now,
  heardAt: now,
  events: 0,
  eventsPerSecond: null,
  trouble: null,
  failure: null,
});

function refuseBusy(copies: Copies): Copies {
  const { work } = copies;
  if (work === null || work.status === 'stopped') return copies;
  const { kind, status, startedAt, copy } = work;
  throw new DomainError('rebuild_running', `a ${kind} is under way since ${startedAt}`, {
    running: { kind, status, startedAt, copy: nameOfCopy(copy) },
  });
}
