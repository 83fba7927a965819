import { text } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { Told } from '../input/told';

export const projectionName: Schema = { ...text, description: 'of a read model', examples: ['run-history'] };

export class VerifyBody {
  @Told({ ...text, maxLength: 1_024, description: 'the key of a document that is put right; absent: all are compared' })
  repair?: string;
}
