import { PHONE } from '../../domain/contact/contact';
import { id, name, object, orNull, text } from './schema';

/** Who a workflow is about, as it is sent. Anything beyond the named fields is free-form. */
export const contact = name('Contact', {
  ...object<{ id: string; name?: unknown; email?: unknown; phone?: unknown; timezone?: unknown }>(
    { id },
    {
      name: orNull(text),
      email: orNull(text),
      phone: {
        type: ['string', 'integer', 'null'],
        maxLength: PHONE.max,
        minimum: 0,
        description: 'in any form; kept in E.164 where it can be read so',
        examples: ['+34600000000', '(555) 010-0000'],
      },
      timezone: {
        description: 'an IANA name in any case; what is none is taken, but not gone by, and the waits say so',
        examples: ['Europe/Madrid'],
      },
    },
  ),
  additionalProperties: true,
});
