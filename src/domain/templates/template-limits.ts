/** Characters, and tags and outputs, of a template that is saved. */
export const MAX_TEMPLATE = 200_000;
export const MAX_TAGS = 1_000;

const LIQUID = /^-?\s*liquid\s/;

/** Tags and outputs of a template, also the lines of a `liquid` tag, each of which is one: without parsing it. */
export function countTags(template: string): number {
  let count = 0;
  for (const part of template.split('%}')) {
    const opened = part.split(/\{[{%]/);
    count += opened.length - 1;
    const last = opened.at(-1) ?? '';
    if (opened.length > 1 && LIQUID.test(last)) count += last.split('\n').length - 1;
  }
  return count;
}
