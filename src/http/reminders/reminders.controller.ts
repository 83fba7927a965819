import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ReminderStatus } from '../../../projections/reminders';
import { ListReminders } from '../../queries/list-reminders';
import type { ReminderFilters } from '../../queries/list-reminders';
import { REMINDER_EXAMPLE, reminderPage, reminderStatus } from './answers';
import { Answers, Resource } from '../openapi/answers';
import { page } from '../openapi/parts';
import { id, listOf, text } from '../openapi/schema';
import { Told } from '../input/told';
import { Allow } from '../access/access.guard';
import { Account } from '../access/request-context';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { IsId } from '../input/ids';
import { LIMIT, Listing, consistencyOf } from '../input/reading';

/** The filters of a list of reminders; `status` may repeat. */
class ReminderParameters extends Listing {
  @Told({
    ...text,
    minLength: 1,
    maxLength: 320,
    description: 'an id, or the beginning of a word of a name, of an email or of a phone number',
  })
  contact?: string;

  @Told(id, IsId())
  workflowId?: string;

  @Told(listOf(reminderStatus))
  status?: ReminderStatus[];
}

@Resource('reminders', 'timers that start runs at an offset from a date in an event')
@Controller('api/automations/reminders')
export class RemindersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('read')
  @Answers({
    id: 'listReminders',
    summary: 'Reminders and what became of each; those last scheduled or moved first',
    answer: reminderPage,
    example: page(REMINDER_EXAMPLE),
    codes: ['too_broad'],
  })
  async list(@Account() account: string, @Query() query: ReminderParameters) {
    const { contact, workflowId, status = [], limit = LIMIT, cursor } = query;
    const filters: ReminderFilters = {
      statuses: [...status].sort(),
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(contact === undefined ? {} : { contact }),
    };
    const listed = { list: 'reminders', account, ...filters };
    const after = decodeCursor(listed, cursor);
    const found = await this.queries.execute(new ListReminders(account, filters, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }
}
