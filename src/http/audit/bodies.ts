import type { PipeTransform } from '@nestjs/common';
import { categoryOfStream } from '../../domain/event-categories';
import { STREAM_CATEGORIES } from '../../domain/streams';
import { NotFound } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import type { StreamRange } from '../../queries/read-stream';
import { Whole } from '../input/fields';
import { Reading } from '../input/reading';
import { flag, text, words } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { Told } from '../input/told';

const DIRECTIONS: readonly StreamRange['direction'][] = ['forwards', 'backwards'];

/** The name of a stream in a path: what cannot be one is not there. */
export class StreamPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    const category = categoryOfStream(value);
    if (category === undefined || !isId(value.slice(category.length + 1))) throw new NotFound('stream');
    return value;
  }
}

export const streamName: Schema = {
  ...text,
  pattern: `^(${STREAM_CATEGORIES.join('|')})-[A-Za-z0-9\\-_.:@+]{1,128}$`,
  description: 'category and id',
};

/** A page of a stream. It is read from the ledger itself, which has every position that was ever answered. */
export class StreamParameters extends Reading {
  @Whole({ minimum: 0, description: 'the revision to begin at; default: the first, or backwards the last one' })
  from?: number;

  @Whole({ minimum: 1, maximum: 200, default: 50 })
  limit?: number;

  @Told({ ...words(...DIRECTIONS), default: 'forwards' })
  direction?: StreamRange['direction'];

  @Told({ ...flag, default: false, description: 'with the state of the stream after each event' })
  states?: boolean;
}
