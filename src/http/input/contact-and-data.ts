import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { ref } from '../openapi/body-schemas';
import { Optional } from './fields';

/** Who it is about, and what is known of it. What is in them is read by the domain. */
export class ContactAndData {
  @ApiProperty({
    allOf: [ref('Contact')],
    example: { id: 'c-1', name: 'Ana', phone: '+34600000000' },
  })
  @IsObject()
  contact!: object;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @Optional()
  @IsObject()
  data?: object;
}
