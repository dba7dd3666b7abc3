import { raw } from 'hono/html';
import { Layout } from '../layout.tsx';
import { phoneHref } from '../links.ts';
import type { Style, View } from '../view.ts';

export interface ProblemPageProps {
  readonly title: string;
  readonly text: string;
  /** Where to go on from here, besides the start. */
  readonly next?: { readonly href: string; readonly text: string } | undefined;
  /** To be told to the business when something failed on our side. */
  readonly requestId?: string | undefined;
}

export function ProblemPage({
  view,
  title,
  text,
  next,
  requestId,
}: ProblemPageProps & { readonly view: View }) {
  const { name, contact } = view.tenant.profile;
  return (
    <Layout view={view} title={`${title} · ${name}`}>
      <div class="stack">
        <h1>{title}</h1>
        <p>{text}</p>
        {requestId && <p class="muted small">Identificador: {requestId}</p>}
        <div class="actions">
          <a class="button primary" href={next?.href ?? '/'}>
            {next?.text ?? 'Ver los servicios'}
          </a>
          <a class="button num" href={phoneHref(contact.phone)}>
            Llamar al {contact.phone}
          </a>
        </div>
      </div>
    </Layout>
  );
}

/** For a host that is nobody's: no name, no colour, no hint of whom it might belong to. */
export function NeutralProblemPage({ style, title, text }: ProblemPageProps & { readonly style: Style }) {
  return (
    <html lang="es-AR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style>{raw(style.css)}</style>
      </head>
      <body>
        <main class="wrap">
          <div class="stack">
            <h1>{title}</h1>
            <p>{text}</p>
          </div>
        </main>
      </body>
    </html>
  );
}
