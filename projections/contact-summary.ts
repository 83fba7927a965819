import { isAbsent } from '../src/domain/absent';
import type { Contact } from '../src/domain/contact/contact';

/** What lists show of a contact. */
export interface ContactSummary {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export const summaryOf = ({ id, name, email, phone }: Contact): ContactSummary => ({
  id,
  name: orNull(name),
  email: orNull(email),
  phone: orNull(phone),
});

const orNull = (text: string | undefined): string | null => (text === undefined || isAbsent(text) ? null : text);
