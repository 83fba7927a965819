import { isNeededByEngine, projections } from '../../projections/all';
import { SHARDS } from '../../projections/shard';
import { PrometheusMeter } from '../adapters/prometheus/prometheus-meter';
import { makeFolder } from '../adapters/sqlite/make-folder';
import type { Config } from '../config';
import { tellHeadDaily } from '../engine/auditing/daily-head';
import { ALL_SHARDS } from '../engine/due-work/due-work';
import { LeasedShards } from '../engine/due-work/leased-shards';
import { Presence } from '../engine/due-work/presence';
import { foldedCopies, isSameCopy, servedCopy } from '../engine/projecting/copies';
import { CopyRegistry } from '../engine/projecting/copy-registry';
import { clearWhatIsOfAnotherLog } from '../engine/projecting/fold-anew';
import { prepareCopies } from '../engine/projecting/prepare-copies';
import { withholdUnfinished } from '../engine/projecting/withhold-unfinished';
import type { Clock } from '../kernel/clock';
import { systemClock } from '../kernel/clock';
import { newId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { START } from '../kernel/message';
import { loadAuditKey } from './audit-key';
import { openChannels } from './channels';
import { ExportThread } from './export-thread';
import { projectAlone, projectTogether } from './projector-host';
import type { Projecting } from './projector-host';
import { tellProjectorLoop } from './figures';
import { untilDamaged } from './damaged-models';
import { createEngine } from './engine';
import type { Engine } from './engine';
import { openStores } from './stores';
import type { Stores } from './stores';
import { VerifierThreads } from './verifier';

export interface Booted {
  readonly engine: Engine;
  /** This process is alone with a ledger that had no event before. */
  readonly isNew: boolean;
  /** Begins the engine's work, where this process has that role: timers, and what others left unfinished. */
  start(): void;
  /** Rejects when a part of the service died. */
  readonly failed: Promise<void>;
  /** After the last request: finishes what is in flight and closes the stores. */
  stop(): Promise<void>;
}

/** How long read models that lack little may take to catch up before the service listens without them, in milliseconds. */
const CATCH_UP_MS = 5_000;

/**
 * The service on the stores that are configured, with the roles of this process.
 * @param clock by which it decides
 * @throws what `openStores` throws; DomainError `other_log`
 */
export async function boot(config: Config, log: Log, clock: Clock = systemClock): Promise<Booted> {
  const { roles, eventStoreUrl, mongoUrl, apiKeys, dataDir } = config;
  if (apiKeys === null) makeFolder(dataDir); // keys are kept in it also where no store is
  const stores = await openStores(config, log);
  const { events, reads, leases, availability } = stores;
  const process = newId();
  const presence = leases === null || !isAtWork(config) ? null : new Presence(leases, process, systemClock, log);
  const endedInOrderUpTo = await presence?.begin(events);
  const head = await events.head();
  await prepareCopies(reads, projections, isNeededByEngine, systemClock, log);
  await clearWhatIsOfAnotherLog(events, reads, projections, mongoUrl === null, log);
  await withholdUnfinished(reads, projections, head, leases === null, log);
  const projecting = projectingOf(config, stores, process, log);
  const shards = leases === null ? null : new LeasedShards(leases, process, systemClock, log);
  const stopping = new AbortController();
  const failed = deathOf(projecting, config, stopping.signal);
  const [exporting, verifier] = [new ExportThread(config, log), new VerifierThreads(config, log)];
  const meter = new PrometheusMeter(true);
  tellProjectorLoop(meter, projecting.loopLagSeconds);
  const engine = await createEngine({
    verifier,
    events,
    reads,
    availability,
    progress: projecting.progress,
    clock,
    log,
    channels: await openChannels(config, clock, log),
    shards: shards ?? ALL_SHARDS,
    meter,
    // the folder's lock says for certain that the processes before are gone
    abandonedUpTo: eventStoreUrl === null ? head : (endedInOrderUpTo ?? START),
    ...reachOf(config),
    lineMaker: exporting,
    auditKey: loadAuditKey(config),
  });
  if (leases === null) await Promise.race([catchUp(engine, head, log), failed]);
  const working = presence === null ? [] : [presence.run(stopping.signal)];
  return {
    engine,
    start: () => {
      projecting.begin();
      if (isAtWork(config)) working.push(engine.health.watch(stopping.signal));
      if (!roles.includes('engine')) return;
      if (shards !== null) working.push(shards.run(stopping.signal));
      engine.start();
      const isFirst = () => shards === null || shards.held().some((shard) => shard === SHARDS[0]);
      working.push(tellHeadDaily(engine.exports, systemClock, log, isFirst, stopping.signal));
    },
    isNew: eventStoreUrl === null && head === START,
    failed,
    stop: async () => {
      await engine.stop();
      stopping.abort();
      await Promise.all(working);
      await Promise.all([verifier, projecting, exporting].map((one) => one.stop()));
      await stores.close();
    },
  };
}

/** Where webhooks and links may lead. */
const reachOf = ({ webhookAllowPrivate, publicUrl }: Config) => ({ webhookAllowPrivate, publicUrl });

/** Alone its own threads fold; among others those of one that has the role. */
function projectingOf(config: Config, stores: Stores, process: string, log: Log): Projecting {
  const { leases, availability } = stores;
  if (leases === null) return projectAlone(config, availability.events, log);
  return projectTogether(config, stores, leases, config.roles.includes('projector') ? process : null, log);
}

/** Rejects when folding dies, or embedded read models are found to be damaged. */
function deathOf(projecting: Projecting, { dataDir, mongoUrl }: Config, signal: AbortSignal): Promise<void> {
  const ends = mongoUrl === null ? [untilDamaged(dataDir, systemClock, signal)] : [];
  const failed = Promise.race([projecting.failed, ...ends]);
  failed.catch(() => undefined); // until the caller listens
  return failed;
}

/** Whether the process takes commands or does due work. */
const isAtWork = ({ roles }: Config): boolean => roles.includes('api') || roles.includes('engine');

/**
 * A sole process begins where the one before it stopped; what is paused, stopped, built beside it or far from there is not
 * waited for.
 */
async function catchUp({ dependencies }: Engine, head: string, log: Log): Promise<void> {
  const copies = await new CopyRegistry(dependencies.reads).read(projections);
  const folded = projections.filter((projection) => {
    const of = copies.get(projection.name);
    if (of === undefined) return false;
    const served = servedCopy(of, projection);
    return foldedCopies(of, projection, dependencies.clock.now()).some((copy) => isSameCopy(copy, served));
  });
  const { progress } = dependencies;
  const whole = folded.filter(({ name }) => progress.isWhole([name]));
  const reached = await Promise.all(whole.map(({ name }) => progress.reached([name], head, CATCH_UP_MS)));
  if (reached.includes(false)) log.warn('read models are not as far as the log', { head });
}
