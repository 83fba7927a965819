import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import type { Json, JsonObject } from '../../kernel/message';
import { isAbsent } from '../absent';
import { valueAt } from '../rules/field-path';

/** How the bodies of a hook's calls become events: dotted paths into whatever is sent, `order.customer.id`. */
export interface HookMapping {
  /** The type of the events. */
  readonly event: string;
  readonly idPath: string;
  readonly contactPaths: ContactPaths;
  /** Null: all of the body. */
  readonly dataPath: string | null;
}

export interface ContactPaths {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
}

export const CONTACT_FIELDS = ['name', 'email', 'phone'] as const;

export interface MappedEvent {
  readonly id: string;
  readonly type: string;
  readonly contact: JsonObject & { readonly id: string };
  readonly data: JsonObject;
}

/**
 * The event that a body tells of. Ids must be there; a contact's other fields are left out where they are not. What is no
 * object is the data's `body`.
 * @throws InvalidRequest with the paths that are missing in the body, or lead to what cannot be taken
 */
export function mapBody({ event, idPath, contactPaths, dataPath }: HookMapping, body: Json): MappedEvent {
  const errors: Invalid[] = [];
  const id = idAt(body, idPath, errors);
  const contact = {
    id: idAt(body, contactPaths.id, errors),
    ...Object.fromEntries(CONTACT_FIELDS.flatMap((field) => textAt(body, field, contactPaths[field], errors))),
  };
  const data = dataPath === null ? body : valueAt(body, dataPath);
  if (data === undefined || data === null) errors.push({ path: dataPath ?? '', message: MISSING });
  if (errors.length > 0) throw new InvalidRequest(errors);
  return { id, type: event, contact, data: isJsonObject(data) ? data : { body: data ?? null } };
}

const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MISSING = 'is missing in the body';

function idAt(body: Json, path: string, errors: Invalid[]): string {
  const value = valueAt(body, path);
  const id = typeof value === 'number' ? String(value) : value;
  if (id === undefined || isAbsent(id)) errors.push({ path, message: MISSING });
  else if (typeof id !== 'string' || !isId(id))
    errors.push({ path, message: 'is no id: it must be 1 to 128 letters, digits and -_.:@+' });
  else return id;
  return '';
}

function textAt(
  body: Json,
  field: string,
  path: string | undefined,
  errors: Invalid[],
): readonly (readonly [string, string])[] {
  const value = path === undefined ? undefined : valueAt(body, path);
  if (path === undefined || value === undefined || value === null) return [];
  if (typeof value === 'string' || typeof value === 'number') return [[field, String(value)]];
  errors.push({ path, message: 'must be a text or a number' });
  return [];
}
