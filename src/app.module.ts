import { Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { CancelRunHandler } from './commands/cancel-run';
import { ChangeOptOutHandler } from './commands/change-opt-out';
import { ChangeSettingsHandler } from './commands/change-settings';
import { ChangeWorkflowStatusHandler } from './commands/change-workflow-status';
import { DefineWorkflowHandler } from './commands/define-workflow';
import { EnrollContactHandler } from './commands/enroll-contact';
import { HandleEventHandler } from './commands/handle-event';
import { ResumeRunHandler } from './commands/resume-run';
import { CONFIG } from './config';
import type { ApiKey, Config } from './config';
import { Enroller } from './engine/enrolling';
import { Facts } from './engine/facts';
import { FanOut } from './engine/fan-out';
import { IdempotentCommands } from './engine/idempotent';
import { Ledger } from './engine/load-decide-append';
import { ReadModels } from './engine/read-models';
import { Runner } from './engine/runner';
import { Scheduler } from './engine/scheduler';
import { AccessGuard } from './http/access.guard';
import { ContactsController } from './http/contacts.controller';
import { EngineController } from './http/engine.controller';
import { EventsController } from './http/events.controller';
import { HealthController } from './http/health.controller';
import { IdempotencyInterceptor } from './http/idempotency.interceptor';
import { IdentityResolver } from './http/identity';
import { OutboxController } from './http/outbox.controller';
import { RunsController } from './http/runs.controller';
import { SettingsController } from './http/settings.controller';
import { UnreadInputInterceptor } from './http/unread-input.interceptor';
import { WorkflowsController } from './http/workflows.controller';
import { CLOCK } from './kernel/clock';
import { GetOverviewHandler } from './queries/get-overview';
import { GetRunHandler } from './queries/get-run';
import { GetSettingsHandler } from './queries/get-settings';
import { GetWorkflowHandler } from './queries/get-workflow';
import { ListOutboxHandler } from './queries/list-outbox';
import { ListRunsHandler } from './queries/list-runs';
import { ListWorkflowsHandler } from './queries/list-workflows';
import { TestWorkflowHandler } from './queries/test-workflow';
import { Service } from './service';

const COMMANDS: readonly Type[] = [
  CancelRunHandler,
  ChangeOptOutHandler,
  ChangeSettingsHandler,
  ChangeWorkflowStatusHandler,
  DefineWorkflowHandler,
  EnrollContactHandler,
  HandleEventHandler,
  ResumeRunHandler,
];

const QUERIES: readonly Type[] = [
  GetOverviewHandler,
  GetRunHandler,
  GetSettingsHandler,
  GetWorkflowHandler,
  ListOutboxHandler,
  ListRunsHandler,
  ListWorkflowsHandler,
  TestWorkflowHandler,
];

const CONTROLLERS: readonly Type[] = [
  ContactsController,
  EngineController,
  EventsController,
  HealthController,
  OutboxController,
  RunsController,
  SettingsController,
  WorkflowsController,
];

export interface Boot {
  readonly config: Config;
  readonly service: Service;
  readonly keys: readonly ApiKey[];
}

/** Commands, queries and HTTP over a service that was put together before. */
@Module({})
export class AppModule {
  static over({ config, service, keys }: Boot): DynamicModule {
    const { ground, ledger, facts, runner, enroller, fanOut, models, scheduler, idempotent } = service;
    const values: readonly (readonly [Type | symbol, unknown])[] = [
      [CONFIG, config],
      [CLOCK, ground.clock],
      [Service as unknown as Type, service],
      [Ledger, ledger],
      [Facts, facts],
      [Runner, runner],
      [Enroller, enroller],
      [FanOut, fanOut],
      [ReadModels as unknown as Type, models],
      [Scheduler, scheduler],
      [IdempotentCommands, idempotent],
      [IdentityResolver, new IdentityResolver(keys, config.engineSecrets)],
    ];
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: config.roles.includes('api') ? [...CONTROLLERS] : [HealthController],
      providers: [
        ...COMMANDS,
        ...QUERIES,
        ...values.map(([provide, useValue]): Provider => ({ provide, useValue })),
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: UnreadInputInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
