import { AppError } from '../../../kernel/problem.ts';
import type { StepProblem } from './steps.ts';

/** What to change where Turso says no. Its other answers of 400 to 499 say it themselves. */
const TURSO_ADVICE: Readonly<Record<number, string>> = {
  401: 'Turso no acepta el token de la plataforma: renová TURSO_API_TOKEN y reintentá.',
  402: 'La cuenta de Turso llegó al límite de su plan: ampliá el plan y reintentá.',
  403: 'El token de la plataforma no tiene permiso en Turso: dale read, db:create, db:mint-token y db:delete, y reintentá.',
};

/** Answers of 400 to 499 that pass by themselves. */
const PASSING = new Set([408, 425, 429]);

/** Problems of ours that the request itself causes: asking again gives the same answer. */
const FIXABLE = new Set([
  'already-exists',
  'catalog-in-use',
  'invalid-input',
  'forbidden',
  'slot-not-offered',
]);

/** What an error of a step means for the onboarding. */
export function explainFailure(error: unknown): StepProblem {
  if (!(error instanceof AppError)) {
    return { kind: 'retry', code: 'internal-error', detail: 'Algo falló de nuestro lado: se reintenta.' };
  }
  const { code, message } = error;
  if (code === 'upstream-failed') return upstreamProblem(error);
  return { kind: FIXABLE.has(code) ? 'fix' : 'retry', code, detail: message };
}

function upstreamProblem({ code, message, members }: AppError): StepProblem {
  const status = typeof members.upstreamStatus === 'number' ? members.upstreamStatus : undefined;
  const isPassing = status === undefined || status >= 500 || PASSING.has(status);
  if (isPassing) return { kind: 'retry', code, detail: message };
  return { kind: 'fix', code, detail: TURSO_ADVICE[status] ?? message };
}
