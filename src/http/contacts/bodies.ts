import { IsString, MaxLength, MinLength } from 'class-validator';
import { Optional } from '../input/fields';
import { Listing } from '../input/reading';
import { text } from '../openapi/schema';
import { Told } from '../openapi/told';

export class ContactParameters extends Listing {
  @Told({ ...text, description: 'an id, or the beginning of a word of a name, of an email or of a phone number' })
  @Optional()
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  search?: string;
}
