/** What is known of a request when its risk is judged. Hosts and addresses in lower case. */
export interface RiskFacts {
  readonly slug: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly domains: readonly string[];
  readonly legal: { readonly name: string; readonly holder: 'person' | 'company' } | undefined;
  /** A domain in which alphabets are mixed. */
  readonly hasMixedScripts: boolean;
  /** A tenant's name that this one differs from by little. */
  readonly resembles: string | undefined;
  /** Requests of the last 24 hours, this one included. */
  readonly sameOwnerToday: number;
  readonly sameTaxIdToday: number;
}

export interface RiskReason {
  readonly code: string;
  readonly weight: number;
  readonly detail: string;
}

export interface Risk {
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly RiskReason[];
}

/** From here on an operator looks before anything is created. */
export const APPROVAL_FROM = 70;
/** More requests than this in a day are remarkable. */
const USUAL_PER_DAY = 2;

const FREE_MAIL = new Set([
  'gmail.com',
  'hotmail.com',
  'hotmail.com.ar',
  'icloud.com',
  'live.com',
  'live.com.ar',
  'outlook.com',
  'proton.me',
  'protonmail.com',
  'yahoo.com',
  'yahoo.com.ar',
]);

const DISPOSABLE_MAIL = new Set([
  '10minutemail.com',
  'guerrillamail.com',
  'mailinator.com',
  'maildrop.cc',
  'sharklasers.com',
  'temp-mail.org',
  'tempmail.com',
  'throwawaymail.com',
  'trashmail.com',
  'yopmail.com',
]);

/** Names that customers trust with money or papers, and that no shop of ours bears. */
const TRUSTED_NAME =
  /mercado-?pago|mercado-?libre|\bafip\b|\barca\b|\banses\b|\bbanco\b|\bpaypal\b|\bwhatsapp\b|\bgoogle\b/;
const COMPANY_NAME =
  /\bs\.?\s?r\.?\s?l\.?(?!\p{L})|\bs\.?\s?a\.?(?:\s?s\.?|\s?u\.?)?$|\bsociedad\b|\bcooperativa\b/iu;

interface Sign {
  readonly code: string;
  /** A judgement of ours, not a measured frequency: what alone should be looked at weighs 70. */
  readonly weight: number;
  readonly applies: (facts: RiskFacts) => boolean;
  readonly detail: (facts: RiskFacts) => string;
}

const SIGNS: readonly Sign[] = [
  {
    code: 'disposable-mail',
    weight: 70,
    applies: ({ ownerEmail }) => DISPOSABLE_MAIL.has(hostOf(ownerEmail)),
    detail: ({ ownerEmail }) => `${hostOf(ownerEmail)} da casillas descartables`,
  },
  {
    code: 'trusted-name',
    weight: 70,
    applies: ({ slug, name, domains }) =>
      [slug, name.toLowerCase(), ...domains].some((text) => TRUSTED_NAME.test(text)),
    detail: () => 'El nombre o el dominio usan una marca en la que la gente confía su plata o sus trámites',
  },
  {
    code: 'mixed-scripts',
    weight: 70,
    applies: ({ hasMixedScripts }) => hasMixedScripts,
    detail: () => 'Un dominio mezcla letras de alfabetos distintos',
  },
  {
    code: 'resembles-tenant',
    weight: 40,
    applies: ({ resembles }) => resembles !== undefined,
    detail: ({ resembles }) => `El nombre se parece al de ${resembles}`,
  },
  {
    code: 'company-with-personal-tax-id',
    weight: 30,
    applies: ({ legal }) => legal?.holder === 'person' && COMPANY_NAME.test(legal.name.trim()),
    detail: () => 'La razón social es de una sociedad y el número fiscal, de una persona',
  },
  {
    code: 'free-mail-with-own-domain',
    weight: 15,
    applies: ({ ownerEmail, domains }) => domains.length > 0 && FREE_MAIL.has(hostOf(ownerEmail)),
    detail: ({ ownerEmail }) => `Pide dominio propio y escribe desde ${hostOf(ownerEmail)}`,
  },
  {
    code: 'many-for-owner',
    weight: 40,
    applies: ({ sameOwnerToday }) => sameOwnerToday > USUAL_PER_DAY,
    detail: ({ sameOwnerToday }) => `${sameOwnerToday} pedidos de esa casilla en 24 horas`,
  },
  {
    code: 'many-for-tax-id',
    weight: 40,
    applies: ({ sameTaxIdToday }) => sameTaxIdToday > USUAL_PER_DAY,
    detail: ({ sameTaxIdToday }) => `${sameTaxIdToday} pedidos de ese número fiscal en 24 horas`,
  },
];

/** How much a request should be looked at before it is served, with every reason named. */
export function riskOf(facts: RiskFacts): Risk {
  const reasons = SIGNS.filter(({ applies }) => applies(facts)).map(({ code, weight, detail }) => ({
    code,
    weight,
    detail: detail(facts),
  }));
  return {
    score: Math.min(
      100,
      reasons.reduce((sum, { weight }) => sum + weight, 0),
    ),
    reasons,
  };
}

/** The first of the known names that differs by one letter, or two in a name of eight and more; never itself. */
export function resembling(name: string, known: readonly string[]): string | undefined {
  const reach = name.length >= 8 ? 2 : 1;
  return known.find(
    (other) =>
      other !== name && Math.abs(other.length - name.length) <= reach && distance(name, other) <= reach,
  );
}

/** Levenshtein's. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one.charAt(i - 1) === other.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function hostOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
