import { ValidateBy } from 'class-validator';
import { isTimeZone } from '../../domain/time/time-zone';
import { definition as definitionSchema } from '../openapi/definition';
import { sentTime, timezone as timezoneSchema, words } from '../openapi/schema';
import { Told, ToldRequired } from '../input/told';
import { ContactAndData } from '../input/contact-and-data';
import { IsTime, Whole } from '../input/fields';
import { Reading } from '../input/reading';

/** The envelopes of workflow requests. What is in them is read by the domain. */
class StartedTest extends ContactAndData {
  @Told({ ...sentTime, description: 'ISO 8601 with its offset; default: now' }, IsTime())
  startAt?: string;
}

export class DraftTestRunBody extends StartedTest {
  @ToldRequired(definitionSchema)
  definition!: object;
}

export class TestRunBody extends StartedTest {
  @Told(definitionSchema)
  definition?: object;
}

export class NextVersionParameters {
  @Whole({
    minimum: 1,
    description: 'the latest version that its author knows: where there is a later one, it is a version_conflict',
  })
  expectedVersion?: number;
}

export class OverviewParameters extends Reading {
  @Told(
    { ...timezoneSchema, description: "default: the account's" },
    ValidateBy({
      name: 'isTimeZone',
      validator: {
        validate: (value) => typeof value === 'string' && isTimeZone(value),
        defaultMessage: () => 'must be the IANA name of a time zone',
      },
    }),
  )
  timezone?: string;

  @Told({ ...words('finished', 'started'), default: 'finished' })
  by?: 'finished' | 'started';
}
