import type { ArgumentMetadata, PipeTransform, Type, ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { at } from '../../kernel/input';

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

/** What is of another type breaks every other rule as well, and is told that alone. */
const RULES_OF_TYPE: ReadonlySet<string> = new Set(['isString', 'isBoolean', 'isObject']);

function faults({ property, constraints = {}, children = [] }: ValidationError, parent: string): readonly Invalid[] {
  const path = at(parent, property);
  const wrongType = Object.entries(constraints).find(([rule]) => RULES_OF_TYPE.has(rule));
  const broken = wrongType === undefined ? Object.entries(constraints) : [wrongType];
  const messages = broken.map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? 'is not known here' : withoutSubject(message, property),
  }));
  return [...messages, ...children.flatMap((child) => faults(child, path))];
}

/** The library's own sentences begin with the field's name, which may occur in ours further on. */
const withoutSubject = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
