/** An answer that is not a result: its status, and a body as Turso words it. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

export function notFound(message: string): HttpError {
  return new HttpError(404, { error: message });
}

export function badRequest(message: string): HttpError {
  return new HttpError(400, { error: message });
}

export function notAuthorized(right: 'Read' | 'Write', hostname: string): HttpError {
  const namespace = hostname.split('.')[0];
  return new HttpError(401, {
    error: `Not authorized to execute query: Current session doesn't not have ${right} permission to namespace ${namespace}`,
  });
}
