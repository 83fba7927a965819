import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isOfRuns, projections } from '../../projections/all';
import { WatchedEventStore } from '../../src/adapters/availability/event-store';
import { WatchedReadStore } from '../../src/adapters/availability/read-store';
import { PrometheusMeter } from '../../src/adapters/prometheus/prometheus-meter';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { outboxChannel } from '../../src/adapters/outbox/outbox-channel';
import type { CommandContext } from '../../src/kernel/command-context';
import { ALL_SHARDS } from '../../src/engine/due-work/due-work';
import { AuditKey, newAuditKey } from '../../src/engine/auditing/audit-key';
import { linesHere } from '../../src/engine/auditing/exports';
import { EventCodec } from '../../src/engine/deciding/event-codec';
import { ProjectionProgress } from '../../src/engine/projecting/projection-progress';
import type { Verifier } from '../../src/engine/projecting/verifications';
import { VerifyWork } from '../../src/engine/projecting/verify-work';
import { Projector } from '../../src/engine/projecting/projector';
import { verifyCopy } from '../../src/engine/projecting/verify-copy';
import type { Recorded } from '../../src/domain/events';
import type { RunEvent, RunStarted } from '../../src/domain/run/events';
import { runStream } from '../../src/domain/streams';
import type { Log } from '../../src/kernel/log';
import { systemClock } from '../../src/kernel/clock';
import { newId } from '../../src/kernel/ids';
import { START } from '../../src/kernel/message';
import type { Position, RecordedEvent } from '../../src/kernel/message';
import type { Channels } from '../../src/ports/effect-channel';
import type { EventStore } from '../../src/ports/event-store';
import type { ReadStore } from '../../src/ports/read-store';
import { createEngine } from '../../src/assembly/engine';
import type { Dependencies, Engine } from '../../src/assembly/engine';
import { readFrom } from '../contracts/event-store/sample-log';
import { TestClock } from '../test-clock';
import { building } from './building';

export const ACCOUNT = 'acme';

/** A fresh command of the account's owner. */
export const context = (account = ACCOUNT): CommandContext => ({
  account,
  actor: 'owner:test',
  commandId: newId(),
  correlationId: newId(),
});

/** Keeps what was logged, so that a test can ask for it. */
export class TestLog implements Log {
  readonly records: { level: string; message: string; fields: object }[] = [];
  readonly debug = this.at('debug');
  readonly info = this.at('info');
  readonly warn = this.at('warn');
  readonly error = this.at('error');

  private at(level: string) {
    return (message: string, fields: object = {}): void => {
      this.records.push({ level, message, fields });
    };
  }
}

const OUTBOX: Channels = { sms: outboxChannel, email: outboxChannel, webhook: outboxChannel };

/** Verifies in the thread of the test. */
function verifying(events: EventStore, reads: ReadStore): Verifier {
  const scratch = (): ReadStore => SqliteReadStore.scratch();
  const work = new VerifyWork(events, reads, scratch, systemClock, new TestLog(), new AbortController().signal);
  return {
    async begin(name, key) {
      const projection = projections.find((one) => one.name === name);
      if (projection === undefined) throw new Error(`there is no read model ${name}`);
      const verification = await work.begin(projection, key);
      void work.run(projection, key);
      return verification;
    },
  };
}

/** The whole engine over SQLite in a folder of its own, with time in the test's hands. */
export class TestService {
  private readonly others: Engine[] = [];

  private constructor(
    readonly folder: string,
    readonly clock: TestClock,
    readonly log: TestLog,
    readonly engine: Engine,
    private readonly stopping: AbortController,
    private readonly projecting: Promise<unknown>,
  ) {}

  /** @param channels instead of the outbox */
  static async open(
    channels: Partial<Channels> = {},
    folder = mkdtempSync(path.join(tmpdir(), 'runledger-')),
    clock = new TestClock(),
    openLog: (folder: string) => EventStore | Promise<EventStore> = (folder) => SqliteEventStore.open(folder),
    openReads: (folder: string) => ReadStore | Promise<ReadStore> = (folder) =>
      SqliteReadStore.open(folder, { isApart: isOfRuns }),
    publicUrl: string | null = null,
  ): Promise<TestService> {
    const log = new TestLog();
    const events = new WatchedEventStore(await openLog(folder), clock, log);
    const reads = new WatchedReadStore(await openReads(folder), clock, log);
    const availability = { events: events.availability, reads: reads.availability };
    const progress = new ProjectionProgress(clock, availability.events);
    const projector = await Projector.open(
      events,
      reads,
      projections,
      new EventCodec(),
      systemClock,
      log,
      (reached) => {
        progress.advance(reached);
      },
    );
    const stopping = new AbortController();
    const projecting = Promise.all([
      projector.run(stopping.signal),
      building(
        events,
        reads,
        projector,
        log,
        stopping.signal,
        projections,
        systemClock,
        verifyCopy(events, reads, () => SqliteReadStore.scratch(), systemClock),
      ),
    ]);
    const engine = await createEngine({
      events,
      reads,
      availability,
      progress,
      clock,
      log,
      verifier: verifying(events, reads),
      channels: { ...OUTBOX, ...channels },
      shards: ALL_SHARDS,
      meter: new PrometheusMeter(false),
      abandonedUpTo: await events.head(),
      webhookAllowPrivate: [],
      publicUrl,
      lineMaker: linesHere(events),
      auditKey: AuditKey.parse(newAuditKey()),
    });
    return new TestService(folder, clock, log, engine, stopping, projecting);
  }

  /** Another process over the same stores, as in a cluster: it shares nothing else with the first. */
  async another(changes: Partial<Dependencies> = {}): Promise<Engine> {
    const other = await createEngine({ ...this.engine.dependencies, abandonedUpTo: START, ...changes });
    this.others.push(other);
    return other;
  }

  /** Resolves when no effect is in flight and every read model holds everything that was appended. */
  async caughtUp(): Promise<void> {
    for (const { runner } of [this.engine, ...this.others]) await runner.settled();
    await this.folded();
  }

  /** Resolves when every read model holds everything that was appended. */
  async folded(): Promise<void> {
    await this.reached(await this.engine.dependencies.events.head());
  }

  /** A run's own events. */
  async run(runId: string): Promise<readonly RecordedEvent<RunEvent>[]> {
    return (await this.engine.dependencies.events.readStream(runStream(runId))) as RecordedEvent<RunEvent>[];
  }

  /** What a run began with. */
  async startOf(runId: string): Promise<RunStarted> {
    const [first] = await this.run(runId);
    if (first?.type !== 'RunStarted') throw new Error(`there is no run ${runId}`);
    return first.data;
  }

  async typesOf(runId: string): Promise<readonly RunEvent['type'][]> {
    return (await this.run(runId)).map(({ type }) => type);
  }

  /** The whole log. */
  async everything(): Promise<readonly Recorded[]> {
    return (await readFrom(this.engine.dependencies.events, START)) as readonly Recorded[];
  }

  async reached(position: Position): Promise<void> {
    const names = projections.map(({ name }) => name);
    if (!(await this.engine.dependencies.progress.reached(names, position, 1)))
      throw new Error('the read models did not catch up');
  }

  /** As a process ends that is asked to; the folder stays. */
  async close(): Promise<void> {
    for (const engine of [this.engine, ...this.others]) await engine.stop();
    this.stopping.abort();
    await this.projecting;
    await this.engine.dependencies.reads.close();
    await this.engine.dependencies.events.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true });
  }
}
