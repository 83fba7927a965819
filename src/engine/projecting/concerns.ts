import type { DomainEvent } from '../../domain/events';
import { categoryOfStream, categoryOfType } from '../../domain/event-categories';
import type { Projection } from '../../kernel/projection';

/**
 * Whether an event that cannot be read is one that a projection folds, by what of it can be: its type, where it is one of
 * its stream's, else its stream. What even that does not tell concerns all.
 */
export function concerns(
  { types }: Pick<Projection<object, DomainEvent>, 'types'>,
  { stream, type }: { readonly stream: string; readonly type: string },
): boolean {
  const category = categoryOfStream(stream);
  if (category === undefined) return true;
  if (categoryOfType(type) === category) return types.has(type);
  return [...types].some((one) => categoryOfType(one) === category);
}
