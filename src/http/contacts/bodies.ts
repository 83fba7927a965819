import { Listing } from '../input/reading';
import { text } from '../openapi/schema';
import { Told } from '../input/told';

export class ContactParameters extends Listing {
  @Told({
    ...text,
    minLength: 1,
    maxLength: 320,
    description: 'an id, or the beginning of a word of a name, of an email or of a phone number',
  })
  search?: string;
}
