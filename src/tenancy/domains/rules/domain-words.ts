import type { DomainState } from '../../../kernel/domain.ts';
import { isApex } from './host-name.ts';

/** Why a domain does not get on, or is about to stop. */
export type DomainProblem =
  | 'cloudflare-unavailable'
  | 'dns-unavailable'
  | 'dns-gone'
  | 'dns-timeout'
  | 'blocked'
  | 'in-use-elsewhere'
  | 'not-ours'
  | 'no-quota'
  | 'name-refused'
  | 'certificate-failed';

const STATES: Readonly<Record<DomainState, string>> = {
  requested: 'Estamos dando de alta el dominio.',
  'dns-missing': 'Falta que el dominio apunte acá: agregá lo que sigue en el DNS de tu dominio.',
  validating: 'El dominio ya apunta acá. Se está verificando; suele tardar unos minutos.',
  certificate: 'El dominio está verificado. Se está haciendo el certificado; suele tardar unos minutos.',
  active: 'Quien escribe esta dirección llega al sitio.',
  lapsed:
    'El dominio dejó de apuntar acá y ya no atiende. Para recuperarlo hay que demostrar de nuevo que es tuyo.',
  blocked: 'El dominio está bloqueado.',
  failed: 'No se pudo dar de alta el dominio.',
  removing: 'El dominio ya no atiende y se está quitando.',
};

const PROBLEMS: Readonly<Record<DomainProblem, string>> = {
  'cloudflare-unavailable':
    'El servicio de dominios no responde. No hace falta que hagas nada: se reintenta solo.',
  'dns-unavailable': 'No se pudo consultar el DNS. No hace falta que hagas nada: se reintenta solo.',
  'dns-gone': 'Los registros ya no están en el DNS. Si no vuelven, el dominio deja de atender.',
  'dns-timeout': 'Pasaron dos semanas sin el registro. Agregalo y tocá «Revisar ahora».',
  blocked: 'El servicio de dominios no lo acepta: hay que pedirle que lo libere.',
  'in-use-elsewhere': 'Lo tiene en uso otro servicio. Quitalo de allá y tocá «Revisar ahora».',
  'not-ours': 'Ya estaba dado de alta de otra manera. Hay que revisarlo a mano.',
  'no-quota': 'Se llegó al máximo de dominios de la plataforma. Hay que ampliarlo.',
  'name-refused': 'El servicio de dominios no admite ese nombre.',
  'certificate-failed': 'El certificado no salió. Se pidió otra vez.',
};

/** What is going on with a domain and what to do, as its owner reads it. */
export function summaryOf(state: DomainState, problem: DomainProblem | null): string {
  if (problem === null) return STATES[state];
  // What was lost is said by the state already.
  return state === 'lapsed' && problem === 'dns-gone'
    ? STATES.lapsed
    : `${STATES[state]} ${PROBLEMS[problem]}`;
}

/** For a name without a subdomain, while it still has to be pointed here. */
export function adviceFor(host: string, isPointed: boolean): string | null {
  if (isPointed || !isApex(host)) return null;
  return (
    `En ${host}, sin nada delante, la mayoría de los DNS no admite un CNAME. Si el tuyo tiene ALIAS, ANAME o ` +
    '«CNAME aplanado», usalo con el mismo valor y sumá el TXT. Si no, como en los DNS simples de muchos dominios ' +
    `.ar, usá www.${host} como dominio y redirigí ${host} hacia él.`
  );
}
