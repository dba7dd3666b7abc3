import { raw } from 'hono/html';
import type { Child, PropsWithChildren } from 'hono/jsx';
import type { BrandLegal } from '../kernel/tenant.ts';
import { brandImagePath, iconPath, socialImagePath } from './icons.ts';
import { phoneHref } from './links.ts';
import { SCRIPT_PATH } from './static-files.ts';
import type { View } from './view.ts';

interface LayoutProps {
  readonly view: View;
  readonly title: string;
  readonly description?: string;
  /** Path of the page that search engines keep; without it they are told to keep none. */
  readonly canonicalPath?: string;
  readonly head?: Child;
  readonly header?: Child;
  /** Instead of the ways to reach the business. */
  readonly footer?: Child;
  readonly wide?: boolean;
}

/** The frame of every page: brand above, the ways to reach the business below. */
export function Layout(props: PropsWithChildren<LayoutProps>) {
  const { view, title, header, footer, wide, children } = props;
  const { profile } = view.tenant;
  const width = wide === true ? 'wrap wide' : 'wrap';
  return (
    <html lang="es-AR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title}</title>
        <style>{raw(view.style.css)}</style>
        <meta name="theme-color" content={profile.brand.primaryColor} />
        <link rel="icon" href={iconPath(profile.brand)} type="image/svg+xml" />
        {profile.brand.images?.['icon-180'] && (
          <link rel="apple-touch-icon" href={brandImagePath(profile.brand.images['icon-180'])} />
        )}
        <link rel="manifest" href="/manifest.webmanifest" />
        <Discovery {...props} />
        <script src={SCRIPT_PATH} defer />
      </head>
      <body>
        <a class="skip" href="#contenido">
          Ir al contenido
        </a>
        {header ?? <Bar view={view} wide={wide === true} />}
        <main id="contenido" class={width}>
          {children}
        </main>
        {footer ?? <Footer view={view} width={width} />}
      </body>
    </html>
  );
}

function Discovery({ view, title, description, canonicalPath, head }: LayoutProps) {
  if (canonicalPath === undefined) return <meta name="robots" content="noindex" />;
  const url = view.canonicalOrigin + canonicalPath;
  const { brand } = view.tenant.profile;
  return (
    <>
      <meta name="description" content={brand.description ?? description} />
      <link rel="canonical" href={url} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={view.tenant.profile.name} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={brand.description ?? description} />
      <meta property="og:url" content={url} />
      <meta property="og:locale" content="es_AR" />
      <meta property="og:image" content={view.canonicalOrigin + socialImagePath(brand)} />
      {head}
    </>
  );
}

function Bar({ view, wide }: { readonly view: View; readonly wide: boolean }) {
  return (
    <header class="bar">
      <div class={wide ? 'wrap wide' : 'wrap'}>
        <a href="/">
          <img src={view.logoPath} alt="" width="36" height="36" />
          {view.tenant.profile.name}
        </a>
      </div>
    </header>
  );
}

function Footer({ view, width }: { readonly view: View; readonly width: string }) {
  const { name, contact, brand } = view.tenant.profile;
  return (
    <footer>
      <div class={width}>
        <ul>
          <li>
            <a href="/">{name}</a>
          </li>
          <li>
            <a class="num" href={phoneHref(contact.phone)}>
              {contact.phone}
            </a>
          </li>
          <li>
            <a href={`mailto:${contact.email}`}>{contact.email}</a>
          </li>
        </ul>
        {brand.legal && <Legal {...brand.legal} />}
      </div>
    </footer>
  );
}

/** Who answers for the site, and under which terms. */
function Legal({ name, taxId, address, termsUrl, privacyUrl }: BrandLegal) {
  const who = [name, taxId, address].filter((part) => part !== undefined).join(' · ');
  return (
    <>
      {who !== '' && <p class="legal">{who}</p>}
      {(termsUrl ?? privacyUrl) !== undefined && (
        <ul>
          {termsUrl && (
            <li>
              <a href={termsUrl}>Términos y condiciones</a>
            </li>
          )}
          {privacyUrl && (
            <li>
              <a href={privacyUrl}>Privacidad</a>
            </li>
          )}
        </ul>
      )}
    </>
  );
}
