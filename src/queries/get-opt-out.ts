import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { contactKey } from '../../projections/contacts';
import type { OptOutChannel } from '../domain/contact/events';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';
import { optOutsOf } from './opt-outs-of';
import type { OptOutShown } from './opt-outs-of';

export interface OptOutView extends OptOutShown {
  readonly contactId: string;
  readonly asOf: AsOf;
}

/** Since when, and by whom, a contact is not to be reached by a channel. */
export class GetOptOut extends Query<OptOutView> {
  constructor(
    readonly account: string,
    readonly contactId: string,
    readonly channel: OptOutChannel,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(GetOptOut)
export class GetOptOutHandler implements IQueryHandler<GetOptOut> {
  constructor(private readonly models: ReadModels) {}

  /** @throws NotFound when it may be reached */
  async execute({ account, contactId, channel, consistency }: GetOptOut): Promise<OptOutView> {
    const { contacts } = this.models;
    const asOf = await this.models.asOf([contacts], consistency);
    const key = contactKey(account, contactId);
    const entry = (await contacts.get([key])).get(key)?.document;
    const { optOuts } = entry?.kind === 'contact' ? await optOutsOf(contacts, entry) : { optOuts: [] };
    const optOut = optOuts.find((one) => one.channel === channel);
    if (optOut === undefined) throw new NotFound('opt-out');
    return { contactId, ...optOut, asOf };
  }
}
