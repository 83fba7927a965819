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
${tags.map(({ name }) => `<h2>${name}</h2><ul>${ofTag(name).map(entry).join('')}</ul>`).join('\n')}
<h2><a href="#schemas">schemas</a></h2><p><a href="/api/openapi.json">openapi.json</a></p></nav>
<main>
${tags.map(({ name, description }) => `<h2>${name}</h2><p>${escaped(description)}</p>${ofTag(name).map(section).join('\n')}`).join('\n')}
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

const json = (value: unknown): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;

const entry = ({ operation: { operationId, summary } }: Placed): string =>
  `<li><a href="#${operationId}">${escaped(summary)}</a></li>`;

function section({ path, method, operation }: Placed): string {
  const { operationId, summary, description = '', security, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json'];
  return `<section id="${operationId}">
<h3>${escaped(summary)}</h3>
<p><code class="call"><b>${method.toUpperCase()}</b> ${escaped(path)}</code>${security.length === 0 ? ' <em>open</em>' : ''}</p>
${description === '' ? '' : `<p>${escaped(description)}</p>`}
${table(parameters.map((one) => [`${one.name}${one.required ? '' : '?'}`, one.in, shape(one.schema), one.description ?? '']))}
${body === undefined ? '' : `<h4>Body</h4><p>${shape(body.schema)}</p>${body.example === undefined ? '' : json(body.example)}`}
${Object.entries(responses).map(answer).join('\n')}
</section>`;
}

function answer([status, { description, content = {} }]: readonly [string, Operation['responses'][string]]): string {
  const told = Object.values(content).map(
    ({ schema, example }) => `<p>${shape(schema)}</p>${example === undefined ? '' : json(example)}`,
  );
  return `<details${Number(status) < 300 ? ' open' : ''}><summary>${status} ${escaped(description)}</summary>${told.join('')}</details>`;
}

function schemaSection([name, schema]: readonly [string, Schema]): string {
  const { properties = {}, required = [], description = '' } = schema;
  const rows = Object.entries(properties).map(([field, one]) => [
    `${field}${required.includes(field) ? '' : '?'}`,
    shape(one),
    one.description ?? '',
  ]);
  const whole = rows.length === 0 ? `<p>${shape(schema)}</p>` : '';
  return `<section id="${name}"><h3>${name}</h3><p>${escaped(description)}</p>${whole}${table(rows)}</section>`;
}

/** Cells but those of the first column and of shapes are text. */
const table = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<table>${rows.map(([first = '', ...cells]) => `<tr><th>${escaped(first)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

/** A schema in a few words, with links to what it names. */
function shape(schema: Schema): string {
  const { $ref, oneOf, anyOf, type, items, prefixItems, properties } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    return `<a href="#${name}">${name}</a>`;
  }
  const several = oneOf ?? anyOf;
  if (several !== undefined) return several.map(shape).join(' | ');
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => escaped(JSON.stringify(one))).join(' | ');
  if (prefixItems !== undefined) return `[${prefixItems.map(shape).join(', ')}]`;
  if (items !== undefined && items !== false) return `[${shape(items)}]`;
  if (properties !== undefined)
    return `{ ${Object.entries(properties)
      .map(([field, one]) => `${escaped(field)}: ${shape(one)}`)
      .join(', ')} }`;
  return escaped([type ?? 'any'].flat().join(' | '));
}
