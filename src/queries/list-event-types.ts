import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { EventType } from '../../projections/event-types';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { newestFirst } from './newest-first';

export type EventTypeView = Omit<EventType, 'account' | 'order'>;

export interface EventTypePage {
  readonly items: readonly EventTypeView[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** The types of the events that an account received, the latest first. */
export class ListEventTypes extends Query<EventTypePage> {
  constructor(
    readonly account: string,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(ListEventTypes)
export class ListEventTypesHandler implements IQueryHandler<ListEventTypes> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, after, limit, consistency }: ListEventTypes): Promise<EventTypePage> {
    const { eventTypes } = this.models;
    const asOf = await this.models.asOf([eventTypes], consistency);
    const range = after === null ? {} : { before: after };
    const sources = [{ index: 'recent', equals: [account] }];
    const { documents, next } = await newestFirst(eventTypes, sources, range, limit);
    const items = documents.map(({ type, lastAt, count, fields }) => ({
      type,
      lastAt,
      count,
      fields: [...fields].sort(),
    }));
    return { items, next, asOf };
  }
}
