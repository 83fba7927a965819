import { Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { examinedOf } from './assembly/machine';
import { COMMANDS, QUERIES } from './handlers';
import { VERSION } from './version';
import { CONFIG } from './config';
import type { Config } from './config';
import type { ApiKey } from './config/keys';
import { Enroller } from './engine/enrolling/enroller';
import { Facts } from './engine/deciding/current-facts';
import { FairTurns } from './engine/deciding/fair-turns';
import { FanOut } from './engine/enrolling/fan-out';
import { HookIntake } from './engine/enrolling/hook-intake';
import { AuditSearch } from './engine/auditing/audit-search';
import { AuditTrail } from './engine/auditing/audit-trail';
import { Exports } from './engine/auditing/exports';
import { Replay } from './engine/auditing/replay';
import { EXAMINED } from './engine/diagnosing/examination';
import { IdempotentCommands } from './engine/deciding/idempotent-commands';
import { Ledger } from './engine/deciding/ledger';
import { VERIFIER, Verifications } from './engine/projecting/verifications';
import { ReadModels } from './engine/projecting/read-models';
import { Settlements } from './engine/sending/settlements';
import { Unsubscribing } from './engine/sending/unsubscribing';
import { ChannelHealth } from './engine/sending/channel-health';
import { Runner } from './engine/running/runner';
import { ProjectionAdmin } from './engine/projecting/projection-admin';
import { ProjectionProgress } from './engine/projecting/projection-progress';
import { Scheduler } from './engine/due-work/scheduler';
import { API_DOCUMENT, DocumentationController } from './http/documentation/documentation.controller';
import { documentOf } from './http/documentation/document';
import type { ApiDocument } from './http/documentation/document';
import { AccessGuard } from './http/access/access.guard';
import { Callers } from './http/access/callers';
import { AuditController } from './http/audit/audit.controller';
import { ContactsController } from './http/contacts/contacts.controller';
import { DiagnosisController } from './http/admin/diagnosis.controller';
import { EngineController } from './http/engine/engine.controller';
import { EventsController } from './http/events/events.controller';
import { ExportController } from './http/audit/export.controller';
import { HealthController } from './http/health/health.controller';
import { MetricsController } from './http/metrics/metrics.controller';
import { FairTurnsInterceptor } from './http/input/fair-turns.interceptor';
import { IdempotencyInterceptor } from './http/input/idempotency.interceptor';
import { IdentityResolver } from './http/access/identity';
import { OutboxController } from './http/outbox/outbox.controller';
import { ProvidersController } from './http/providers/providers.controller';
import { PROVIDER_CALLS } from './ports/provider-calls';
import { SmsCalls } from './adapters/sms/sms-calls';
import { ProjectionsController } from './http/admin/projections.controller';
import { RemindersController } from './http/reminders/reminders.controller';
import { RunsController } from './http/runs/runs.controller';
import { HooksController } from './http/hooks/hooks.controller';
import { SessionController } from './http/session/session.controller';
import { Sessions } from './http/access/sessions';
import { SettingsController } from './http/settings/settings.controller';
import { UnreadInputInterceptor } from './http/input/unread-input.interceptor';
import { UnsubscribeController } from './http/unsubscribe/unsubscribe.controller';
import { VerificationController } from './http/admin/verification.controller';
import { WorkflowsController } from './http/workflows/workflows.controller';
import { EventStreams } from './http/output/event-streams';
import { PatienceInterceptor } from './http/output/patience.interceptor';
import { AVAILABILITIES } from './ports/availability';
import { EVENT_STORE } from './ports/event-store';
import { METER } from './ports/meter';
import { READ_STORE } from './ports/read-store';
import { CLOCK } from './kernel/clock';
import type { Clock } from './kernel/clock';
import { RunChanges } from './queries/run-changes';
import type { Engine } from './assembly/engine';

/** What the document of the API describes. */
export const RESOURCES: readonly Type[] = [
  AuditController,
  ContactsController,
  DiagnosisController,
  EngineController,
  EventsController,
  ExportController,
  HealthController,
  MetricsController,
  OutboxController,
  ProvidersController,
  ProjectionsController,
  RemindersController,
  RunsController,
  SessionController,
  SettingsController,
  UnsubscribeController,
  HooksController,
  VerificationController,
  WorkflowsController,
];

export interface Boot {
  readonly config: Config;
  readonly engine: Engine;
  readonly keys: readonly ApiKey[];
}

let document: ApiDocument | undefined;
/** The same of every application: made when it is asked for first, since a start has better to do. */
const apiDocument = (): ApiDocument => (document ??= documentOf(RESOURCES, VERSION));

/** Commands, queries and HTTP over a service that was put together before. */
@Module({})
export class AppModule {
  static over({ config, engine, keys }: Boot): DynamicModule {
    const { dependencies, ledger, turns, facts, runner, enroller, fanOut, models, scheduler, idempotent } = engine;
    const values: readonly (readonly [Type | symbol, unknown])[] = [
      [CONFIG, config],
      [API_DOCUMENT, apiDocument],
      [CLOCK, dependencies.clock],
      [PROVIDER_CALLS, new SmsCalls({ provider: config.sms, from: config.smsFrom, publicUrl: config.publicUrl })],
      [EVENT_STORE, dependencies.events],
      [METER, dependencies.meter],
      [READ_STORE, dependencies.reads],
      [AVAILABILITIES, dependencies.availability],
      [VERIFIER, dependencies.verifier],
      [Verifications, new Verifications(dependencies.reads, dependencies.clock)],
      [ProjectionProgress, dependencies.progress],
      [ProjectionAdmin, engine.projections],
      [Ledger, ledger],
      [FairTurns, turns],
      [Facts, facts],
      [Runner, runner],
      [Enroller, enroller],
      [FanOut, fanOut],
      [HookIntake, engine.hookIntake],
      [ReadModels as unknown as Type, models],
      [Scheduler, scheduler],
      [ChannelHealth, engine.health],
      [Settlements, engine.settlements],
      [Unsubscribing, engine.unsubscribing],
      [Replay, engine.replay],
      [AuditSearch, engine.auditSearch],
      [AuditTrail, engine.auditTrail],
      [Exports, engine.exports],
      [EXAMINED, examinedOf(engine, config)],
      [RunChanges as unknown as Type, RunChanges.over(dependencies, models)],
      [IdempotentCommands, idempotent],
      ...callersOf(keys, config, dependencies.clock),
    ];
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: config.roles.includes('api')
        ? [...RESOURCES, DocumentationController]
        : [HealthController, MetricsController],
      providers: [
        ...COMMANDS,
        ...QUERIES,
        EventStreams,
        ...values.map(([provide, useValue]): Provider => ({ provide, useValue })),
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: PatienceInterceptor },
        { provide: APP_INTERCEPTOR, useClass: FairTurnsInterceptor },
        { provide: APP_INTERCEPTOR, useClass: UnreadInputInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}

function callersOf(keys: readonly ApiKey[], { engineSecrets, metricsToken, publicUrl }: Config, clock: Clock) {
  const resolver = new IdentityResolver(keys, engineSecrets, metricsToken);
  const sessions = new Sessions(resolver, clock, publicUrl?.startsWith('https:') === true);
  return [
    [Sessions, sessions],
    [Callers, new Callers(resolver, sessions)],
  ] as const;
}
