import type { RunStarted } from '../../../src/domain/run/events';
import type { Definition, ReminderTrigger } from '../../../src/domain/workflow/definition';
import type { FiredReminders } from '../../../src/engine/due-work/scheduler';
import type { JsonObject } from '../../../src/kernel/message';
import { Manager, contact, sms, workflowOf } from '../manager';
import type { TestService } from '../test-service';

/** A day before the appointment of `books`. */
export const FIRE_AT = '2026-11-26T15:00:00.000Z';
export const STARTS_AT = '2026-11-27T15:00:00.000Z';

export const TRIGGER: ReminderTrigger = {
  type: 'reminder',
  event: 'appointment.booked',
  dateField: 'data.startsAt',
  offset: '-PT24H',
  key: 'data.id',
  cancelEvent: 'appointment.cancelled',
};

export const NONE: FiredReminders = { fired: 0, failed: [] };
export const ONE: FiredReminders = { fired: 1, failed: [] };

/** Appointments, and the reminders of them that an account's workflows send. */
export class Clinic {
  readonly manager: Manager;

  constructor(private readonly test: TestService) {
    this.manager = new Manager(test.engine);
  }

  opens(fields: Partial<Definition> = {}): Promise<string> {
    return this.manager.opens(workflowOf([sms()], { trigger: TRIGGER, ...fields }));
  }

  /** What the only workflow concerned does with the event. */
  books(id: string, startsAt = STARTS_AT, key = 'a-1', contactId = 'c-1'): Promise<unknown> {
    return this.hands(id, 'appointment.booked', { id: key, startsAt }, contactId);
  }

  cancels(id: string, key = 'a-1', contactId = 'c-1'): Promise<unknown> {
    return this.hands(id, 'appointment.cancelled', { id: key }, contactId);
  }

  /** The reminders that fire at a time. */
  async firesAt(time: string, by = this.test.engine): Promise<FiredReminders> {
    this.test.clock.setTo(Date.parse(time));
    await this.test.caughtUp();
    const fired = await by.scheduler.fireReminders(null, 100);
    await this.test.caughtUp();
    return fired;
  }

  async startedRuns(): Promise<readonly RunStarted[]> {
    return (await this.test.everything()).flatMap(({ type, data }) => (type === 'RunStarted' ? data : []));
  }

  /** How reminders ended, in that order: fired, missed, or why no run was started. */
  async ends(): Promise<readonly string[]> {
    return (await this.test.everything()).flatMap(({ type, data }) => {
      if (type === 'ReminderMissed') return 'missed';
      return type === 'ReminderFired' ? (data.refused ?? 'fired') : [];
    });
  }

  private async hands(id: string, type: string, data: JsonObject, contactId: string): Promise<unknown> {
    return (await this.manager.fires({ id, type, data, contact: contact(contactId) })).results[0]?.outcome;
  }
}
