import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { ObjectInput } from '../../kernel/input';
import { checkSecret } from '../effect/webhook-signature';
import { CONTACT_FIELDS } from './mapping';
import type { ContactPaths, HookMapping } from './mapping';

/** A hook as its owner asks for it. */
export interface NewHook {
  readonly mapping: HookMapping;
  readonly sharedSecret?: string;
  readonly signingSecret?: string;
}

const ID = { max: 128, test: (text: string) => (isId(text) ? null : 'has a character that ids cannot have') };
const BODY_PATH = /^[\p{L}\p{M}\p{N}_@$ \u200c\u200d-]+(\.[\p{L}\p{M}\p{N}_@$ \u200c\u200d-]+){0,20}$/u;
export const PATH = {
  max: 512,
  test: (text: string) => (BODY_PATH.test(text) ? null : 'must be a path into the body such as order.customer.id'),
};
export const SHARED_SECRET = {
  min: 16,
  max: 512,
  test: (text: string) => (/^[\x21-\x7e]+$/.test(text) ? null : 'must be visible ASCII characters without spaces'),
};
export const SIGNING_SECRET = { max: 128, test: checkSecret };

/** @throws InvalidRequest */
export function parseHook(body: unknown): NewHook {
  const errors: Invalid[] = [];
  const input = ObjectInput.read(body, '', errors);
  if (input === null) throw new InvalidRequest(errors);
  const mapping = {
    event: input.string('event', ID),
    idPath: input.string('idPath', PATH),
    contactPaths: contactPaths(input),
    dataPath: input.optionalString('dataPath', PATH) ?? null,
  };
  const secrets = {
    ...input.optionalField('sharedSecret', SHARED_SECRET),
    ...input.optionalField('signingSecret', SIGNING_SECRET),
  };
  if (input.has('sharedSecret') && input.has('signingSecret'))
    input.fault('sharedSecret', 'must not be told beside a signingSecret', null);
  input.end();
  if (errors.length > 0) throw new InvalidRequest(errors);
  return { mapping, ...secrets };
}

function contactPaths(input: ObjectInput): ContactPaths {
  if (!input.has('contactPaths')) return input.missing('contactPaths', { id: '' });
  const paths = ObjectInput.read(input.take('contactPaths'), 'contactPaths', input.errors);
  if (paths === null) return { id: '' };
  const found = {
    id: paths.string('id', PATH),
    ...Object.assign({}, ...CONTACT_FIELDS.map((field) => paths.optionalField(field, PATH))),
  } as ContactPaths;
  paths.end();
  return found;
}
