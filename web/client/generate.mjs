// Writes src/api.ts, the types of all operations and events, from the document that a server gives at /openapi.json.
//
//   node client/generate.mjs < openapi.json > client/src/api.ts

const HEAD = `// Made by generate.mjs from /openapi.json; not by hand. A test compares it with what the server says.
/* eslint-disable */

`;
const BYTES = 'application/octet-stream', JSON_TYPE = 'application/json';

const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const nameOf = (field) => (/^[A-Za-z_$][\w$]*$/.test(field) ? field : quoted(field));
const literal = (value) => (typeof value === 'string' ? quoted(value) : String(value));
const comment = (text, indent) => `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;

function objectType(schema, indent) {
  const fields = Object.entries(schema.properties ?? {});
  if (!fields.length) {
    if (schema.additionalProperties === false) return 'Record<string, never>';
    const values = typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties, indent) : 'unknown';
    return `Record<string, ${values}>`;
  }
  const inner = `${indent}  `;
  const lines = fields.map(([field, value]) => {
    const optional = schema.required?.includes(field) ? '' : '?';
    return `${inner}${nameOf(field)}${optional}: ${typeOf(value, inner)};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

function plainType(type, schema, indent) {
  if (type === 'object') return objectType(schema, indent);
  if (type === 'array') {
    const items = schema.items ?? {};
    const several = Array.isArray(items.type) || items.enum || items.anyOf || items.oneOf;
    return several ? `(${typeOf(items, indent)})[]` : `${typeOf(items, indent)}[]`;
  }
  if (type === 'integer') return 'number';
  return type ?? 'unknown';
}

/** The TypeScript of a JSON schema; `indent` is that of the line on which it begins. */
export function typeOf(schema, indent = '') {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if ('const' in schema) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  for (const word of ['anyOf', 'oneOf']) if (schema[word]) return schema[word].map((one) => typeOf(one, indent)).join(' | ');
  return [schema.type].flat().map((type) => plainType(type, schema, indent)).join(' | ');
}

/** Path, query and body as the one object of fields that an operation is declared with. */
function fieldsOf(operation) {
  const given = operation.parameters.filter((one) => one.in !== 'header');
  const body = operation.requestBody?.content[JSON_TYPE]?.schema ?? {};
  return {
    type: 'object', additionalProperties: false,
    properties: { ...Object.fromEntries(given.map((one) => [one.name, one.schema])), ...body.properties },
    required: [...given.filter((one) => one.required).map((one) => one.name), ...(body.required ?? [])],
  };
}

function operationType(key, operation) {
  const answer = operation.responses['200'].content;
  return comment(`${operation.operationId}: ${operation.summary}`, '  ') +
    `  ${quoted(key)}: {\n    name: ${quoted(operation.operationId)};\n` +
    `    fields: ${typeOf(fieldsOf(operation), '    ')};\n` +
    `    bytes: ${operation.requestBody?.content[BYTES] ? 'true' : 'false'};\n` +
    `    answer: ${answer[JSON_TYPE] ? typeOf(answer[JSON_TYPE].schema, '    ') : 'Blob'};\n  };\n`;
}

function eventType(name, { post }) {
  const { data } = post.requestBody.content[JSON_TYPE].schema.properties;
  return `${comment(post.summary, '  ')}  ${quoted(name)}: ${typeOf(data, '  ')};\n`;
}

export function generate(document) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationType(`${method.toUpperCase()} ${path}`, operation)));
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n\n`);
  const events = Object.entries(document.webhooks).map(([name, event]) => eventType(name, event));
  return `${HEAD}${schemas.join('')}/** What the server can do, by method and path. */\nexport interface Operations {\n${operations.join('')}}\n\n` +
    `/** What a webhook is told: the \`data\` of each type. */\nexport interface Events {\n${events.join('')}}\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  process.stdout.write(generate(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
}
