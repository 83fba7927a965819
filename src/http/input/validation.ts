import type { ArgumentMetadata, PipeTransform, Type, ValidationError } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, plainToInstance } from 'class-transformer';
import { IsInt, IsString, Matches, Max, MaxLength, Min, ValidateBy, ValidateIf, validate } from 'class-validator';
import { parseTime } from '../../domain/time/parse-time';
import type { Consistency } from '../../engine/projecting/read-models';
import { InvalidRequest, NotFound } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { at } from '../../kernel/input';
import { START, isPosition } from '../../kernel/message';

/**
 * Envelopes are strict: an unknown field or parameter is refused, every fault is listed with its path. Only a query is
 * converted. What the fields of a body hold is free-form, so nobody looks into it or copies it: Nest's ValidationPipe does
 * both, and drops what is named like something that every object has.
 */
export class Envelopes implements PipeTransform {
  /** @throws InvalidRequest */
  async transform(input: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom' || metatype === undefined || OF_THE_LANGUAGE.has(metatype)) return input;
    const Envelope = metatype as Type<object>;
    const fields = input ?? {};
    const envelope = type === 'query' ? plainToInstance(Envelope, fields) : Object.assign(new Envelope(), fields);
    const errors = await validate(envelope, { whitelist: true, forbidNonWhitelisted: true });
    if (errors.length > 0) throw new InvalidRequest(errors.flatMap((error) => faults(error, '')));
    return envelope;
  }
}

/** What Nest tells of an argument whose type is no class of ours. */
const OF_THE_LANGUAGE: ReadonlySet<unknown> = new Set([Object, String, Number, Boolean, Array]);

function faults({ property, constraints = {}, children = [] }: ValidationError, parent: string): readonly Invalid[] {
  const path = at(parent, property);
  const messages = Object.entries(constraints).map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? 'is not known here' : message.replace(`${property} `, ''),
  }));
  return [...messages, ...children.flatMap((child) => faults(child, path))];
}

/** The id of something in a path: what cannot be an id is not there. */
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isId(value)) throw new NotFound('thing');
    return value;
  }
}

/** May be left out, which null is not. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Digits in a query string; anything else stays what it is and is refused. */
const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export const WholeNumber = (): PropertyDecorator => Transform(wholeNumber);

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** Years of four digits in UTC too, so that times compare as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

function isTime(value: unknown): boolean {
  const time = typeof value === 'string' && DATE_TIME.test(value) ? parseTime(value, 'UTC') : null;
  return time !== null && time >= EARLIEST && time <= LATEST;
}

/** An ISO 8601 date-time with its offset. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: isTime,
      defaultMessage: () => 'must be an ISO 8601 time with its offset, such as 2026-11-24T10:00:00Z',
    },
  });

const TIMEOUT_MS = 5_000;

/** In every query: wait until the read model has got to a position. */
export class Reading {
  @ApiPropertyOptional({ description: 'the position that a command answered with' })
  @Optional()
  @ValidateBy({
    name: 'isPosition',
    validator: {
      validate: (value) => typeof value === 'string' && (value === START || isPosition(value)),
      defaultMessage: () => 'must be a position that a command answered with',
    },
  })
  minPosition?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 10_000, default: TIMEOUT_MS, description: 'milliseconds' })
  @Optional()
  @WholeNumber()
  @IsInt()
  @Min(0)
  @Max(10_000)
  timeoutMs?: number;
}

export const consistencyOf = ({ minPosition = START, timeoutMs = TIMEOUT_MS }: Reading): Consistency => ({
  minPosition,
  timeoutMs,
});

/** In every list. */
export class Listing extends Reading {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @Optional()
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'the nextCursor of the page before' })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  @Matches(/^[\w-]+$/, { message: 'must be a nextCursor' })
  cursor?: string;
}

export const LIMIT = 50;
