import { IsString } from 'class-validator';
import { Optional } from '../input/told';
import { closed, name, object, text } from '../openapi/schema';

/** One of the two. */
export class SignInBody {
  @Optional()
  @IsString()
  key?: string;

  @Optional()
  @IsString()
  link?: string;
}

export const signIn = name('SignIn', {
  anyOf: [
    closed(object<{ key: string }>({ key: text })),
    closed(object<{ link: string }>({ link: { ...text, description: 'what stands behind # in a sign-in link' } })),
  ],
});
