import type { AccountSettings } from '../account/settings';
import type { Contact } from '../contact/contact';
import { zoneOfRun } from '../time/zone';
import type { Definition } from '../workflow/definition';
import type { JsonObject } from '../../kernel/message';
import { evaluateRule } from './evaluate-rule';
import type { RuleResult } from './evaluate-rule';
import { RuleBudget } from './rule-budget';

/** Whether a workflow lets a contact in; without entry conditions it does. @throws ConditionError */
export function evaluateEntry(
  { entryConditions, settings }: Definition,
  { contact, data }: { readonly contact: Contact; readonly data: JsonObject },
  account: AccountSettings,
): RuleResult {
  if (entryConditions === undefined) return { passed: true, comparisons: [] };
  const { timezone } = zoneOfRun(contact, settings, account);
  return evaluateRule(entryConditions, { contact, data }, { timezone, budget: new RuleBudget() });
}
