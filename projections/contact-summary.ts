import type { Contact } from '../src/domain/workflow/definition';
import type { Json } from '../src/kernel/message';

/** What lists show of a contact. */
export interface ContactSummary {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export const summaryOf = (contact: Contact): ContactSummary => ({
  id: contact.id,
  name: textOf(contact['name']),
  email: textOf(contact['email']),
  phone: textOf(contact['phone']),
});

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
