import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, ValidateBy } from 'class-validator';
import { isTimeZone } from '../../domain/time/time-zone';
import { ref } from '../openapi/body-schemas';
import { ContactAndData } from '../input/contact-and-data';
import { IsTime, Optional } from '../input/fields';
import { Reading } from '../input/reading';

/** The envelopes of workflow requests. What is in them is read by the domain. */
export class TestRunBody extends ContactAndData {
  @ApiPropertyOptional({ example: '2026-11-24T10:00:00.000Z', description: 'default: now' })
  @Optional()
  @IsTime()
  startAt?: string;

  @ApiPropertyOptional({
    allOf: [ref('Definition')],
    description: 'a draft; default: the latest version',
  })
  @Optional()
  @IsObject()
  definition?: object;
}

export class OverviewParameters extends Reading {
  @ApiPropertyOptional({ example: 'Europe/Madrid', description: "default: the account's" })
  @Optional()
  @ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value) => typeof value === 'string' && isTimeZone(value),
      defaultMessage: () => 'must be the IANA name of a time zone',
    },
  })
  timezone?: string;

  @ApiPropertyOptional({ enum: ['finished', 'started'], default: 'finished' })
  @Optional()
  @IsIn(['finished', 'started'])
  by?: 'finished' | 'started';
}

export const DEFINITION_EXAMPLE = {
  name: 'Welcome',
  trigger: { type: 'event', event: 'contact.created' },
  steps: [
    { id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}, welcome!' },
    { id: 'two-days', type: 'delay', duration: 'P2D' },
    { id: 'tips', type: 'email', subject: 'Three tips', body: '<p>Hello {{ contact.name }}</p>' },
  ],
};
