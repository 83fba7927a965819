import type { Type } from '@nestjs/common';
import { CancelRunHandler } from './commands/cancel-run';
import { ChangeOptOutHandler } from './commands/change-opt-out';
import { ChangeProjectionHandler } from './commands/change-projection';
import { ChangeSettingsHandler } from './commands/change-settings';
import { ChangeWorkflowStatusHandler } from './commands/change-workflow-status';
import { CloseHookHandler } from './commands/close-hook';
import { DefineWorkflowHandler } from './commands/define-workflow';
import { EnrollContactHandler } from './commands/enroll-contact';
import { ExportLedgerHandler } from './commands/export-ledger';
import { FireRemindersHandler } from './commands/fire-reminders';
import { HandleEventHandler } from './commands/handle-event';
import { HearSmsHandler } from './commands/hear-sms';
import { OpenHookHandler } from './commands/open-hook';
import { ReportDeliveryHandler } from './commands/report-delivery';
import { ResumeDueHandler } from './commands/resume-due';
import { ResumeRunHandler } from './commands/resume-run';
import { RotateWebhookSecretHandler } from './commands/rotate-webhook-secret';
import { SettleOutcomeHandler } from './commands/settle-outcome';
import { RefuseHookCallHandler, TakeHookCallHandler } from './commands/take-hook-call';
import { UnsubscribeHandler } from './commands/unsubscribe';
import { VerifyProjectionHandler } from './commands/verify-projection';
import { FindAccountOfRunHandler } from './queries/find-account-of-run';
import { FindAuditEventsHandler } from './queries/find-audit-events';
import { FindAuditStreamsHandler } from './queries/find-audit-streams';
import { GetAuditKeyHandler } from './queries/get-audit-key';
import { GetContactHandler } from './queries/get-contact';
import { GetDiagnosisHandler } from './queries/get-diagnosis';
import { GetExportHeadHandler } from './queries/get-export-head';
import { GetLedgerHeadHandler } from './queries/get-ledger-head';
import { GetNextWakeHandler } from './queries/get-next-wake';
import { GetOptOutHandler } from './queries/get-opt-out';
import { GetOverviewHandler } from './queries/get-overview';
import { GetProjectionHandler } from './queries/get-projection';
import { GetReadinessHandler } from './queries/get-readiness';
import { GetRunHandler } from './queries/get-run';
import { GetSettingsHandler } from './queries/get-settings';
import { GetUnsubscribeLinkHandler } from './queries/get-unsubscribe-link';
import { GetVerificationHandler } from './queries/get-verification';
import { GetWorkflowHandler } from './queries/get-workflow';
import { ListHookCallsHandler } from './queries/list-hook-calls';
import { ListEventTypesHandler } from './queries/list-event-types';
import { ListHooksHandler } from './queries/list-hooks';
import { ListOutboxHandler } from './queries/list-outbox';
import { ListProjectionsHandler } from './queries/list-projections';
import { ListRemindersHandler } from './queries/list-reminders';
import { ListRunsHandler } from './queries/list-runs';
import { ListWorkflowsHandler } from './queries/list-workflows';
import { ReadStreamHandler } from './queries/read-stream';
import { ReplayRunHandler } from './queries/replay-run';
import { SearchContactsHandler } from './queries/search-contacts';
import { TestWorkflowHandler } from './queries/test-workflow';
import { WatchRunsHandler } from './queries/watch-runs';

export const COMMANDS: readonly Type[] = [
  CancelRunHandler,
  ChangeOptOutHandler,
  ChangeProjectionHandler,
  ChangeSettingsHandler,
  RotateWebhookSecretHandler,
  ChangeWorkflowStatusHandler,
  DefineWorkflowHandler,
  EnrollContactHandler,
  ExportLedgerHandler,
  FireRemindersHandler,
  HandleEventHandler,
  HearSmsHandler,
  ReportDeliveryHandler,
  OpenHookHandler,
  CloseHookHandler,
  TakeHookCallHandler,
  RefuseHookCallHandler,
  ResumeDueHandler,
  ResumeRunHandler,
  SettleOutcomeHandler,
  UnsubscribeHandler,
  VerifyProjectionHandler,
];

export const QUERIES: readonly Type[] = [
  FindAccountOfRunHandler,
  FindAuditEventsHandler,
  FindAuditStreamsHandler,
  GetAuditKeyHandler,
  GetContactHandler,
  GetDiagnosisHandler,
  GetExportHeadHandler,
  GetLedgerHeadHandler,
  GetNextWakeHandler,
  GetOptOutHandler,
  GetOverviewHandler,
  GetProjectionHandler,
  GetReadinessHandler,
  GetRunHandler,
  GetSettingsHandler,
  GetUnsubscribeLinkHandler,
  GetVerificationHandler,
  GetWorkflowHandler,
  ListEventTypesHandler,
  ListOutboxHandler,
  ListHooksHandler,
  ListHookCallsHandler,
  ListProjectionsHandler,
  ListRemindersHandler,
  ListRunsHandler,
  ListWorkflowsHandler,
  ReadStreamHandler,
  ReplayRunHandler,
  SearchContactsHandler,
  TestWorkflowHandler,
  WatchRunsHandler,
];
