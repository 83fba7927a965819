import { leavingInWords } from '../../console/src/words/leaving';
import type { Channel } from '../../console/src/words/leaving';
import type { StepType } from '../../console/src/words/steps';

const WEBHOOKS = 'Webhooks are really called, but for those to names for examples, such as example.com.';

test.each<[readonly StepType[], readonly Channel[], string]>([
  [['sms'], [], 'SMS are really sent.'],
  [['sms', 'email', 'sms'], [], 'SMS and emails are really sent.'],
  [['sms', 'email'], ['sms', 'email'], 'SMS and emails go to the outbox: no provider is configured.'],
  [['email', 'sms'], ['sms'], 'Emails are really sent. SMS go to the outbox: no provider is configured.'],
  [['delay', 'email'], ['sms'], 'Emails are really sent.'],
  [['webhook'], ['sms', 'email'], WEBHOOKS],
  [['sms', 'webhook'], ['sms', 'email'], `SMS go to the outbox: no provider is configured. ${WEBHOOKS}`],
  [['delay', 'exit'], [], ''],
])('with steps %j, and %j without a provider: %s', (types, kept, words) => {
  expect(
    leavingInWords(
      types.map((type) => ({ type })),
      kept,
    ),
  ).toBe(words);
});
