import { IsObject } from 'class-validator';
import { contact } from '../openapi/contact';
import { anyFields } from '../openapi/schema';
import { Told, ToldRequired } from '../openapi/told';
import { Optional } from './fields';

/** Who it is about, and what is known of it. What is in them is read by the domain. */
export class ContactAndData {
  @ToldRequired(contact)
  @IsObject()
  contact!: object;

  @Told(anyFields)
  @Optional()
  @IsObject()
  data?: object;
}
