import { createHash } from 'node:crypto';
import type { Schema } from '../openapi/schema';
import type { ApiDocument, Operation } from './document';
import { STYLE } from './style';

/** What the page may load: nothing, and no style but its own. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The document for people: one page of HTML without scripts. */
export function pageOf({ info, tags, paths, components }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const ofTag = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag));
  const title = `${info.title} API`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${STYLE}</style></head>
<body>
<nav><h1>${escaped(title)}</h1>
<h2><a href="#authentication">authentication</a></h2>
${tags.map(({ name }) => `<h2>${name}</h2><ul>${ofTag(name).map(entry).join('')}</ul>`).join('\n')}
<h2><a href="#schemas">schemas</a></h2><p><a href="/api/openapi.json">openapi.json</a></p></nav>
<main>
<h2 id="authentication">authentication</h2>
<p>${prose(info.description)}</p>
${table(Object.entries(components.securitySchemes).map(([name, { description }]) => [name, prose(description)]))}
<p>What is marked with ? may be left out.</p>
${tags.map(({ name, description }) => `<h2>${name}</h2><p>${prose(description)}</p>${ofTag(name).map(section).join('\n')}`).join('\n')}
<h2 id="schemas">schemas</h2>
${Object.entries(components.schemas).map(schemaSection).join('\n')}
</main></body></html>
`;
}

interface Placed {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What stands in backticks is code. */
const prose = (text: string): string => escaped(text).replace(/`(.+?)`/g, '<code>$1</code>');

const json = (value: unknown): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;

const entry = ({ operation: { operationId, summary } }: Placed): string =>
  `<li><a href="#${operationId}">${escaped(summary)}</a></li>`;

function section({ path, method, operation }: Placed): string {
  const { operationId, summary, description = '', security, parameters, requestBody, responses } = operation;
  return `<section id="${operationId}">
<h3>${escaped(summary)}</h3>
<p><code class="call"><b>${method.toUpperCase()}</b> ${escaped(path)}</code>${security.length === 0 ? ' <em>open</em>' : ''}</p>
${description === '' ? '' : `<p>${prose(description)}</p>`}
${table(parameters.map((one) => [marked(one.name, one.required), one.in, shape(one.schema), prose(one.description ?? '')]))}
${requestBody === undefined ? '' : bodyOf(requestBody)}
${Object.entries(responses).map(answer).join('\n')}
</section>`;
}

function bodyOf({ required, content }: NonNullable<Operation['requestBody']>): string {
  const kinds = Object.entries(content).map(([type, { schema, example }]) => {
    const told = schema.properties === undefined ? `<p>${shape(schema)}</p>` : fieldsOf(schema);
    return `<h4>${marked('Body', required)} ${escaped(type)}</h4>${told}${example === undefined ? '' : json(example)}`;
  });
  return kinds.join('');
}

const marked = (name: string, required: boolean): string => `${name}${required ? '' : '?'}`;

const fieldsOf = ({ properties = {}, required = [] }: Schema): string =>
  table(
    Object.entries(properties).map(([field, one]) => [
      marked(field, required.includes(field)),
      shape(one),
      prose(one.description ?? ''),
    ]),
  );

function answer([status, { description, content = {} }]: readonly [string, Operation['responses'][string]]): string {
  const told = Object.values(content).map(
    ({ schema, example }) => `<p>${shape(schema)}</p>${example === undefined ? '' : json(example)}`,
  );
  return `<details${Number(status) < 300 ? ' open' : ''}><summary>${status} ${prose(description)}</summary>${told.join('')}</details>`;
}

function schemaSection([name, schema]: readonly [string, Schema]): string {
  const { properties = {}, description = '' } = schema;
  const whole = Object.keys(properties).length === 0 ? `<p>${shape(schema)}</p>` : fieldsOf(schema);
  return `<section id="${name}"><h3>${name}</h3><p>${prose(description)}</p>${whole}</section>`;
}

/** The first column is text, the others are written already. */
const table = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<table>${rows.map(([first = '', ...cells]) => `<tr><th>${escaped(first)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

/** A schema in a few words, with links to what it names. */
function shape(schema: Schema): string {
  const { $ref, oneOf, anyOf, type, items, prefixItems, properties, required = [] } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    return `<a href="#${name}">${name}</a>`;
  }
  const several = oneOf ?? anyOf;
  if (several !== undefined) return several.map(shape).join(' | ');
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => escaped(JSON.stringify(one))).join(' | ');
  if (prefixItems !== undefined) return `[${prefixItems.map(shape).join(', ')}]`;
  if (items !== undefined && items !== false) return `[${shape(items)}]${boundsOf(schema)}`;
  if (properties !== undefined)
    return `{ ${Object.entries(properties)
      .map(([field, one]) => `${escaped(marked(field, required.includes(field)))}: ${shape(one)}`)
      .join(', ')} }`;
  return escaped([type ?? 'any'].flat().join(' | ')) + boundsOf(schema);
}

/** ", 1 to 200, default 50" */
function boundsOf(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties, pattern, format } = schema;
  const bounds = [
    format,
    range(minimum, maximum),
    range(minLength, maxLength, 'characters'),
    range(minItems, maxItems, 'items'),
    range(undefined, maxProperties, 'fields'),
    pattern === undefined ? undefined : `like /${pattern}/`,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ];
  return bounds.map((bound) => (bound === undefined ? '' : `, ${escaped(bound)}`)).join('');
}

function range(min: number | undefined, max: number | undefined, of = ''): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  const words = max === undefined ? `${min ?? 0} or more` : min === undefined ? `at most ${max}` : `${min} to ${max}`;
  return of === '' ? words : `${words} ${of}`;
}
