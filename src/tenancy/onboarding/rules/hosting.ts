/** Where somebody asks a tenant's data to be. */
export interface Hosting {
  /** A location of Turso's, such as `aws-eu-west-1`. */
  readonly location: string;
  /** A group that no other tenant's database is in. */
  readonly isDedicated: boolean;
}

/** A group of databases, at one location. */
export interface Group {
  readonly name: string;
  readonly location: string;
}

/** Apart from the groups of locations: no location begins so. */
const DEDICATED = 'tenant-';

/**
 * The group that a tenant's database belongs into.
 * @param shared the platform's own group, whose name those of all others begin with
 */
export function groupFor(shared: string, slug: string, { location, isDedicated }: Hosting): Group {
  return { name: `${shared}-${isDedicated ? DEDICATED + slug : location}`, location };
}

/** Whether a group is that one tenant's alone, so that it goes when the tenant does. */
export function isDedicatedGroup(shared: string, slug: string, name: string): boolean {
  return name === `${shared}-${DEDICATED}${slug}`;
}

/** What stands in the way of having a tenant's data where somebody asks for; undefined: nothing. */
export function refusedMove(current: string | null, wanted: Group | undefined): string | undefined {
  if (wanted === undefined || wanted.name === current) return undefined;
  return `Los datos de este sitio están en ${current ?? 'el grupo de la plataforma'}: aplicar un archivo no los muda. Sacá hosting, o poné el que tiene.`;
}
