import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../input/fields';
import { text } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { Told } from '../openapi/told';

export const projectionName: Schema = { ...text, description: 'of a read model', examples: ['run-history'] };

export class VerifyBody {
  @Told({ ...text, description: 'the key of a document that is put right; absent: all are compared' })
  @Optional()
  @IsString()
  @MaxLength(1_024)
  repair?: string;
}
