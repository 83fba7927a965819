import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors';

/** Bodies are read as they come: signatures are over these bytes, and little that comes stays little. @throws DomainError */
export function refusePacked({ headers }: FastifyRequest): void {
  const coding = headers['content-encoding'] ?? '';
  if (!/^(?:identity)?$/i.test(coding.trim()))
    throw new DomainError('unsupported_media_type', 'a body with a content-encoding is not read: send it as it is');
}
