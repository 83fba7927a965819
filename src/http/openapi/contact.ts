import { id, name, object, orNull, text, timezone } from './schema';

/** Who a workflow is about, as it is sent. Anything beyond the named fields is free-form. */
export const contact = name('Contact', {
  ...object<{ id: string; name?: unknown; email?: unknown; phone?: unknown; timezone?: unknown }>(
    { id },
    {
      name: orNull(text),
      email: orNull(text),
      phone: orNull({ ...text, pattern: '^\\+\\d{3,15}$', examples: ['+34600000000'] }),
      timezone: orNull(timezone),
    },
  ),
  additionalProperties: true,
});
