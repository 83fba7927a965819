import { contact } from '../openapi/contact';
import { anyFields } from '../openapi/schema';
import { Told, ToldRequired } from './told';

/** Who it is about, and what is known of it. What is in them is read by the domain. */
export class ContactAndData {
  @ToldRequired(contact)
  contact!: object;

  @Told(anyFields)
  data?: object;
}
