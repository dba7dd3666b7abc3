/** A request that nothing is wrong with, for a barbershop from its template. */
export function onboardingRequest(slug: string, change: object = {}) {
  return {
    slug,
    name: `Barbería ${slug}`,
    ownerName: 'Rocío Paz',
    ownerEmail: `rocio@${slug}.com.ar`,
    vertical: 'barber',
    brand: { tagline: 'Cortes de barrio', primaryColor: '#1f4d3a' },
    contact: { phone: '+54 11 4832-7715', email: `hola@${slug}.com.ar` },
    legal: { name: 'Rocío Paz', cuit: cuitOf(slug) },
    template: { address: 'Honduras 4762, Palermo, CABA' },
    ...change,
  };
}

const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** A CUIT of its own for each name, so that many requests are not many of one person. */
function cuitOf(text: string): string {
  const seed = Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 90_000_000, 7);
  for (let number = 10_000_000 + seed; ; number++) {
    const digits = `27${number}`;
    const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${digits}${check}`;
  }
}
