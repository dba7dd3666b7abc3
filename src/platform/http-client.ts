import { AppError } from '../kernel/problem.ts';

export interface HttpCall {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Milliseconds. */
  readonly timeout?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Undefined when the answer was not JSON. */
  readonly json: unknown;
}

/** One call to a third party, never repeated here. Throws `upstream-failed` when there was no answer at all. */
export async function callHttp({
  url,
  method,
  headers,
  json,
  timeout = 10_000,
}: HttpCall): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, {
      method,
      headers: json === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    return { status: response.status, json: parse(text) };
  } catch (cause) {
    const problem = new AppError('upstream-failed', `No respondió ${new URL(url).hostname}.`);
    problem.cause = cause;
    throw problem;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
