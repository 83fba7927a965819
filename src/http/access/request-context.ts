import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { CommandContext } from '../../kernel/command-context';
import { DomainError } from '../../kernel/errors';
import type { FormFields } from '../../kernel/form-fields';
import { newId } from '../../kernel/ids';
import type { Asking } from './callers';
import type { Identity } from './identity';

/** What guards and interceptors leave on a request for its handler. */
export interface ApiRequest extends Asking {
  readonly url: string;
  readonly routeOptions: { readonly url?: string | undefined };
  /** What stands in the place of the route's parameters, decoded. */
  readonly params: object;
  readonly query: object;
  readonly body?: unknown;
  /** The fields of a body that is a form, in the order in which they came. */
  readonly form?: FormFields;
  /** Set when the command runs under an Idempotency-Key. */
  command?: Pick<CommandContext, 'commandId' | 'reserve'>;
  /** Of all that follows from the request, and of what the log says of it; once it was asked for. */
  correlationId?: string;
}

const requestOf = (context: ExecutionContext): ApiRequest => context.switchToHttp().getRequest<ApiRequest>();

export function identityOf({ identity }: ApiRequest): Identity {
  if (identity === undefined) throw new Error('a handler behind no guard asked who is asking');
  return identity;
}

/** The account asked for: everything a route answers belongs to it. */
export function accountOf(request: ApiRequest): string {
  const { account } = identityOf(request);
  if (account === null) throw new DomainError('forbidden', 'this route needs a key of one account');
  return account;
}

/** Its own, as the header gives it, or a new one: the same whoever asks. */
export function correlationOf(request: Pick<ApiRequest, 'headers' | 'correlationId'>): string {
  const asked = request.headers['x-correlation-id'];
  return (request.correlationId ??= typeof asked === 'string' && /^[\w.:@+-]{1,128}$/.test(asked) ? asked : newId());
}

/** The command's context within an account. */
export function commandContext(request: ApiRequest, account: string): CommandContext {
  const command = request.command ?? { commandId: newId() };
  return { account, actor: identityOf(request).actor, correlationId: correlationOf(request), ...command };
}

export const Account = createParamDecorator((_: unknown, context: ExecutionContext) => accountOf(requestOf(context)));

export const Ctx = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = requestOf(context);
  return commandContext(request, accountOf(request));
});

/** Asks whether who sent the request may still listen: a key's holder always may. */
export const StillIn = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).isStillIn ?? (() => true),
);

/** The fields of a form; none where there is no form. */
export const Form = createParamDecorator((_: unknown, context: ExecutionContext) => requestOf(context).form ?? []);

/** For the few routes that serve all accounts at once. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = requestOf(context);
  const { account } = identityOf(request);
  return { account, contextIn: (within: string) => commandContext(request, within) } satisfies ApiCaller;
});

export interface ApiCaller {
  /** Null: all accounts. */
  readonly account: string | null;
  readonly contextIn: (account: string) => CommandContext;
}
