import { AppError } from '../kernel/problem.ts';
import { readText } from './read-json.ts';

const MAX_FORM_BYTES = 16 * 1024;

/** A form as browsers post it without JavaScript: the first value of each field. */
export async function readForm(
  request: Request,
  maxBytes = MAX_FORM_BYTES,
): Promise<ReadonlyMap<string, string>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new AppError(
      'unsupported-media-type',
      'Mandá el formulario como application/x-www-form-urlencoded.',
    );
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(await readText(request, maxBytes))) {
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}
