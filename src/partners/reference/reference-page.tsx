import type { Child } from 'hono/jsx';
import { PROBLEMS } from '../../kernel/problem.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Record<string, unknown>[];
  readonly parameters: readonly {
    name: string;
    in: string;
    required: boolean;
    schema: Schema;
    description?: string;
  }[];
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } };
  readonly responses: Readonly<Record<string, { description: string }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The API's reference as one plain page, from its own OpenAPI document: no script, nothing from elsewhere. */
export function referencePage(source: Record<string, unknown>) {
  const document = source as unknown as Document;
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  return (
    <html lang="es-AR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{document.info.title}</title>
        <link rel="stylesheet" href="/static/reference.css" />
      </head>
      <body>
        <header>
          <h1>{document.info.title}</h1>
          <p>{document.info.description}</p>
          <p>
            Además de lo que dice cada una, toda operación puede contestar {ANY_CALL.join(', ')}: ver{' '}
            <a href="#problemas">problemas</a>.
          </p>
          <p>
            El mismo contenido como <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. Base: <code>/api/v1</code>
            .
          </p>
        </header>
        <main>
          {document.tags.map(({ name }) => (
            <section>
              <h2>{name}</h2>
              {routes.filter(({ operation }) => operation.tags.includes(name)).map(operationArticle)}
            </section>
          ))}
          <section>
            <h2>Objetos</h2>
            {Object.entries(document.components.schemas).map(([name, schema]) => (
              <article id={`schema-${name}`}>
                <h3>{name}</h3>
                {propertyTable(schema)}
              </article>
            ))}
          </section>
          {problemSection()}
        </main>
      </body>
    </html>
  );
}

function operationArticle({ method, path, operation }: Route) {
  const body = operation.requestBody?.content['application/json'].schema;
  return (
    <article id={operation.operationId}>
      <h3>
        <span class={`method ${method}`}>{method.toUpperCase()}</span> <code>{path}</code>
      </h3>
      <p>{operation.summary}.</p>
      <p class="access">{accessOf(operation)}</p>
      {operation.parameters.length > 0 && (
        <table>
          <caption>Parámetros</caption>
          {operation.parameters.map((parameter) => (
            <tr>
              <th scope="row">
                <code>{parameter.name}</code> {parameter.required && <b>obligatorio</b>}
              </th>
              <td>{parameter.in}</td>
              <td>{typeOf(parameter.schema)}</td>
              <td>{parameter.description ?? parameter.schema.description}</td>
            </tr>
          ))}
        </table>
      )}
      {body && <p>Cuerpo: {typeOf(body)}</p>}
      {body?.properties && propertyTable(body)}
      <ul>
        {ownAnswers(operation).map(([status, { description }]) => (
          <li>
            <b>{status}</b> {description.replaceAll('`', '')}
          </li>
        ))}
      </ul>
    </article>
  );
}

/** Statuses that any call may answer are said once, at the top of the page. */
const ANY_CALL = ['401', '403', '413', '415', '421', '429', '500', '503'];

function ownAnswers({ responses }: Operation) {
  return Object.entries(responses).filter(([status]) => !ANY_CALL.includes(status));
}

function accessOf({ security }: Operation): string {
  if (security.some((one) => Object.keys(one).length === 0)) return 'Sin credencial, o con clave de API.';
  return security.some((one) => 'manageToken' in one) ? 'Clave de API o Manage-Token.' : 'Clave de API.';
}

function propertyTable(schema: Schema) {
  const required = new Set(schema.required ?? []);
  return (
    <table>
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <tr>
          <th scope="row">
            <code>{name}</code> {required.has(name) && <b>obligatorio</b>}
          </th>
          <td>{typeOf(property)}</td>
          <td>{property.description}</td>
        </tr>
      ))}
    </table>
  );
}

function typeOf(schema: Schema): Child {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return <a href={`#schema-${name}`}>{name}</a>;
  if (schema.enum !== undefined) return schema.enum.join(' · ');
  if (schema.items !== undefined) return <>lista de {typeOf(schema.items)}</>;
  return [schema.type ?? 'objeto'].flat().join(' o ');
}

function problemSection() {
  return (
    <section>
      <h2 id="problemas">Problemas</h2>
      <table>
        {Object.entries(PROBLEMS).map(([code, { status, title }]) => (
          <tr id={code}>
            <th scope="row">
              <code>{code}</code>
            </th>
            <td>{status}</td>
            <td>{title}</td>
          </tr>
        ))}
      </table>
    </section>
  );
}
