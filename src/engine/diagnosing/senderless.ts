import { MESSAGE_CHANNELS } from '../../domain/effect/effect';
import type { MessageChannel } from '../../domain/effect/effect';
import { everyStep } from '../../domain/steps/step';
import type { ReadModels } from '../projecting/read-models';
import type { MachineFacts, Senderless } from './facts';

/** Workflows that are read at a time. */
const PAGE = 200;

/** Whose messages cannot leave, since neither the service nor the account says whom they come from. */
export async function senderlessChannels(
  models: Pick<ReadModels, 'workflows' | 'accountSettings' | 'progress'>,
  { providers, senders }: MachineFacts,
): Promise<readonly Senderless[]> {
  const lacking = providers.filter((channel) => !senders.includes(channel));
  const { workflows, accountSettings, progress } = models;
  if (lacking.length === 0 || !progress.isWhole([workflows.shape.name, accountSettings.shape.name])) return [];
  const sending = await whoSends(workflows);
  const settings = await accountSettings.get([...new Set(lacking.flatMap((channel) => [...sending[channel]]))]);
  return lacking.flatMap((channel) => {
    const accounts = [...sending[channel]].filter(
      (account) => settings.get(account)?.document.settings[`${channel}From`] === undefined,
    );
    return accounts.length === 0 ? [] : [{ channel, accounts: accounts.sort() }];
  });
}

/** The accounts with an active workflow that sends by each channel. */
async function whoSends(workflows: ReadModels['workflows']): Promise<Readonly<Record<MessageChannel, Set<string>>>> {
  const sending = { sms: new Set<string>(), email: new Set<string>() };
  for (let after: string | null = null; ;) {
    const page = await workflows.scan(after, PAGE);
    for (const { document } of page) {
      if (document?.status !== 'active') continue;
      const types = new Set(Array.from(everyStep(document.definition.steps), ({ step }): string => step.type));
      for (const channel of MESSAGE_CHANNELS) if (types.has(channel)) sending[channel].add(document.account);
    }
    after = page.at(-1)?.key ?? null;
    if (after === null || page.length < PAGE) return sending;
  }
}
