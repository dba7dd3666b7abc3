import { raw } from 'hono/html';
import type { PropsWithChildren } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HonoContext } from '../../http/hono-env.ts';
import { renderPage, sendPage } from '../../site/send-page.ts';
import { type Style, styleOf } from '../../site/view.ts';
import { DESK_SHEET } from '../styles.ts';

const LOOKS = { primaryColor: '#243447' } as const;
const PRIVATE = { 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex' } as const;

interface FrameProps {
  readonly style: Style;
  readonly title: string;
  readonly isInside?: boolean;
  /** Asks the browser to load the page again after so many seconds. */
  readonly refresh?: number | undefined;
}

function OperatorFrame({ style, title, isInside = true, refresh, children }: PropsWithChildren<FrameProps>) {
  return (
    <html lang="es-AR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {refresh !== undefined && <meta http-equiv="refresh" content={String(refresh)} />}
        <title>{title} · Plataforma</title>
        <style>{raw(style.css)}</style>
        <meta name="robots" content="noindex" />
      </head>
      <body>
        <a class="skip" href="#contenido">
          Ir al contenido
        </a>
        <header class="bar">
          <div class="wrap wide">
            <a href="/">Plataforma · sitios y altas</a>
            {isInside && (
              <form method="post" action="/salir">
                <button type="submit">Salir</button>
              </form>
            )}
          </div>
        </header>
        <main id="contenido" class="wrap wide">
          {children}
        </main>
      </body>
    </html>
  );
}

interface Page extends Omit<FrameProps, 'style'> {
  readonly status?: ContentfulStatusCode;
}

/** A page of the operator's, drawn in the frame and kept by nobody. */
export async function sendOperator(c: HonoContext, page: PropsWithChildren<Page>): Promise<Response> {
  const { status = 200, ...frame } = page;
  const style = await styleOf(LOOKS, 'sans', DESK_SHEET);
  const html = renderPage((<OperatorFrame style={style} {...frame} />) as { toString(): string });
  return sendPage(c, html, { styleSource: style.source, status, headers: PRIVATE });
}
