import { filters } from 'liquidjs';
import type { Context, Liquid } from 'liquidjs';
import { MissingData } from './missing-data';

/** Where the time and the zone of a rendering stand among its globals: names that no template can write. */
export const NOW = '\u0000now';
export const ZONE = '\u0000timezone';

interface FilterThis {
  readonly context: Context;
  readonly liquid: Liquid;
}

type DateFilter = (this: FilterThis, value: unknown, format?: unknown, timezone?: unknown) => unknown;

/** Liquid's own, but `now` and `today` are the rendering's, and dates are shown in its zone unless another is named. */
export function dateFilter(this: FilterThis, value: unknown, format?: unknown, timezone?: unknown): unknown {
  const globals = this.context.globals as Record<string, unknown>;
  const told = value === 'now' || value === 'today' ? new Date(Number(globals[NOW])) : value;
  return (filters.date as DateFilter).call(this, told, format, timezone ?? globals[ZONE]);
}

/** @throws MissingData when the value is absent or empty */
export function requiredFilter(value: unknown): unknown {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''))
    throw new MissingData('a value that the template requires is absent');
  return value;
}
