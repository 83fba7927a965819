import { DefineWorkflowHandler, DefineWorkflow } from '../../src/commands/define-workflow';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../src/commands/change-workflow-status';
import { EnrollContact, EnrollContactHandler } from '../../src/commands/enroll-contact';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import { TestService, context, ACCOUNT } from './test-service';

it('runs', async () => {
  const t = await TestService.open();
  const { ledger, facts, enroller, models } = t.service;
  const definition = parseDefinition({
    name: 'x',
    trigger: { type: 'manual' },
    steps: [
      { id: 'a', type: 'sms', body: 'Hi {{contact.name}}' },
      { id: 'b', type: 'delay', duration: 'P1D' },
      { id: 'c', type: 'email', subject: 's', body: 'b' },
    ],
  });
  const { workflowId } = await new DefineWorkflowHandler(ledger, facts).execute(
    new DefineWorkflow(context(), null, definition),
  );
  await new ChangeWorkflowStatusHandler(ledger, facts).execute(
    new ChangeWorkflowStatus(context(), workflowId, 'ActivateWorkflow'),
  );
  const { runId } = await new EnrollContactHandler(facts, enroller).execute(
    new EnrollContact(context(), workflowId, { id: 'c1', name: 'Ana', phone: '+123456' }, {}),
  );
  await t.caughtUp();
  console.log((await models.runHistory.get([runId])).get(runId)?.document);
  t.clock.advance(86_400_000);
  console.log(await t.service.scheduler.resumeDue(null, 10));
  await t.caughtUp();
  console.log(
    (await models.runHistory.get([runId])).get(runId)?.document,
    JSON.stringify((await models.stepTimeline.get([runId])).get(runId)?.document),
  );
  console.log((await models.outbox.find({ index: 'byAccount', equals: [ACCOUNT], limit: 10 })).length, t.log.records);
  await t.remove();
});
