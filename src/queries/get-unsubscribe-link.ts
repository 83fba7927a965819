import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Unsubscribing } from '../engine/sending/unsubscribing';

export interface UnsubscribeLink {
  /** The address that the mail went to. */
  readonly to: string;
  readonly isOptedOut: boolean;
}

/** Where the link in a mail leads. */
export class GetUnsubscribeLink extends Query<UnsubscribeLink> {
  constructor(readonly token: string) {
    super();
  }
}

@QueryHandler(GetUnsubscribeLink)
export class GetUnsubscribeLinkHandler implements IQueryHandler<GetUnsubscribeLink> {
  constructor(private readonly unsubscribing: Unsubscribing) {}

  /** @throws NotFound */
  execute({ token }: GetUnsubscribeLink): Promise<UnsubscribeLink> {
    return this.unsubscribing.look(token);
  }
}
