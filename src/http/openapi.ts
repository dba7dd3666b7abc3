import * as z from 'zod';
import { type Actor, isAllowed } from '../kernel/actor.ts';
import { PROBLEMS, type ProblemCode } from '../kernel/problem.ts';
import type { Endpoint } from './endpoint.ts';

type JsonSchema = Record<string, unknown>;
type Schemas = Map<string, JsonSchema>;
type AnyEndpoint = Endpoint<{ actor: Actor }>;

/** What any call may answer besides its action's own problems. */
const EVERY_CALL: readonly ProblemCode[] = [
  'invalid-input',
  'rate-limited',
  'unknown-host',
  'tenant-unavailable',
  'internal-error',
];
const WITH_BODY: readonly ProblemCode[] = ['malformed-json', 'payload-too-large', 'unsupported-media-type'];
const WITH_CREDENTIAL: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];

interface DocumentOptions {
  /** Where the paths begin. */
  readonly server?: string;
  /** What the bearer token is. */
  readonly credential?: string;
}

/** The OpenAPI 3.1 document of a list of endpoints: the list that the router mounts, so nothing can be missing. */
export function openApiDocument(
  title: string,
  endpoints: readonly AnyEndpoint[],
  { server = '/api/v1', credential = 'Clave de API: bp_live_…' }: DocumentOptions = {},
): JsonSchema {
  const schemas: Schemas = new Map();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const operations = paths[endpoint.path] ?? {};
    operations[endpoint.method] = operationOf(endpoint, schemas);
    paths[endpoint.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0', description: DESCRIPTION },
    servers: [{ url: server }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        ...Object.fromEntries([...schemas].sort(([a], [b]) => a.localeCompare(b))),
        Problem: PROBLEM,
      },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: credential },
        manageToken: {
          type: 'apiKey',
          in: 'header',
          name: 'Manage-Token',
          description: 'El manageToken de un turno: abre sólo ese turno',
        },
      },
    },
  };
}

const DESCRIPTION =
  'Los montos son centavos enteros. Los instantes son RFC 3339 con huso. Los errores son application/problem+json ' +
  '(RFC 9457) con un code de una lista cerrada. Con Idempotency-Key, repetir un pedido da la misma respuesta durante ' +
  '24 horas o más.';

const PROBLEM: JsonSchema = {
  type: 'object',
  required: ['type', 'code', 'status', 'title', 'detail', 'instance'],
  properties: {
    type: { type: 'string' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'El identificador del pedido' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'detail'],
        properties: {
          in: { type: 'string', enum: ['body', 'query', 'path'] },
          pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) al campo' },
          detail: { type: 'string' },
        },
      },
    },
    alternatives: { type: 'array', items: { $ref: '#/components/schemas/Slot' } },
  },
};

function operationOf(endpoint: AnyEndpoint, schemas: Schemas): JsonSchema {
  const { action, method, path, status, tag } = endpoint;
  const input = schemaOf(action.input, 'input', schemas);
  const pathNames = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const hasBody = method === 'post' || method === 'put';
  const body = hasBody ? bodyOf(input, pathNames, schemas) : undefined;
  return {
    operationId: action.name,
    summary: action.summary,
    tags: [tag],
    security: securityOf(action.permission),
    parameters: parametersOf(endpoint, resolve(input, schemas), pathNames),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: {
        description: status === 201 ? 'Creado' : 'Bien',
        content: { 'application/json': { schema: schemaOf(action.output, 'output', schemas) } },
      },
      ...problemResponses([
        ...EVERY_CALL,
        ...WITH_CREDENTIAL,
        ...(hasBody ? WITH_BODY : []),
        ...planProblems(action),
        ...action.problems,
      ]),
    },
  };
}

function planProblems({ feature, quota }: AnyEndpoint['action']): ProblemCode[] {
  return [
    ...(feature === undefined ? [] : (['plan-required'] as const)),
    ...(quota === undefined ? [] : (['quota-reached'] as const)),
  ];
}

function securityOf(permission: AnyEndpoint['action']['permission']): JsonSchema[] {
  const isOpen = isAllowed({ type: 'guest' }, permission);
  const isManaged = !isOpen && isAllowed({ type: 'manage-link', bookingId: '' }, permission);
  return [...(isOpen ? [{}] : []), { apiKey: [] }, ...(isManaged ? [{ manageToken: [] }] : [])];
}

function parametersOf(
  { method, isRepeatable }: AnyEndpoint,
  input: JsonSchema,
  pathNames: readonly string[],
): JsonSchema[] {
  const properties = propertiesOf(input);
  const required = new Set((input.required as string[] | undefined) ?? []);
  const inPath = pathNames.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }));
  const queryNames =
    method === 'get' || method === 'delete'
      ? Object.keys(properties).filter((name) => !pathNames.includes(name))
      : [];
  const inQuery = queryNames.map((name) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: properties[name] ?? {},
  }));
  return isRepeatable ? [...inPath, ...inQuery, IDEMPOTENCY_KEY] : [...inPath, ...inQuery];
}

const IDEMPOTENCY_KEY: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Mismo pedido, misma respuesta; con otro contenido, 422; si el primero sigue en curso, 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** The input without what the path already says; undefined when nothing is left. */
function bodyOf(input: JsonSchema, pathNames: readonly string[], schemas: Schemas): JsonSchema | undefined {
  if (pathNames.length === 0) return input;
  const { properties: _, required, ...rest } = resolve(input, schemas);
  const properties = Object.entries(propertiesOf(resolve(input, schemas))).filter(
    ([name]) => !pathNames.includes(name),
  );
  if (properties.length === 0) return undefined;
  const stillRequired = ((required as string[] | undefined) ?? []).filter(
    (name) => !pathNames.includes(name),
  );
  return {
    ...rest,
    properties: Object.fromEntries(properties),
    ...(stillRequired.length > 0 && { required: stillRequired }),
  };
}

function problemResponses(codes: readonly ProblemCode[]): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** The JSON Schema of a zod schema; everything with an id becomes a component and is referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Schemas): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  for (const [name, definition] of Object.entries($defs as Record<string, JsonSchema>)) {
    schemas.set(name, pointToComponents(withoutId(definition)));
  }
  const id = schema.meta()?.id;
  const own = pointToComponents(withoutId(root));
  if (id === undefined) return own;
  schemas.set(id, own);
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function pointToComponents(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : (schemas.get(name) ?? {});
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema.properties as Record<string, JsonSchema> | undefined) ?? {};
}
