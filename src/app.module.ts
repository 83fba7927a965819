import { Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CancelRunHandler } from './commands/cancel-run';
import { ChangeOptOutHandler } from './commands/change-opt-out';
import { ChangeSettingsHandler } from './commands/change-settings';
import { ChangeWorkflowStatusHandler } from './commands/change-workflow-status';
import { DefineWorkflowHandler } from './commands/define-workflow';
import { EnrollContactHandler } from './commands/enroll-contact';
import { HandleEventHandler } from './commands/handle-event';
import { ResumeRunHandler } from './commands/resume-run';
import { GetOverviewHandler } from './queries/get-overview';
import { GetRunHandler } from './queries/get-run';
import { GetSettingsHandler } from './queries/get-settings';
import { GetWorkflowHandler } from './queries/get-workflow';
import { ListOutboxHandler } from './queries/list-outbox';
import { ListRunsHandler } from './queries/list-runs';
import { ListWorkflowsHandler } from './queries/list-workflows';
import { TestWorkflowHandler } from './queries/test-workflow';

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
