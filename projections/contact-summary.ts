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
  name: name ?? null,
  email: email ?? null,
  phone: phone ?? null,
});
