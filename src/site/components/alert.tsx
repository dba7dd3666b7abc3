import type { PropsWithChildren } from 'hono/jsx';

interface AlertProps {
  readonly title: string;
  readonly kind?: 'news' | 'error';
}

/** Read out at once by screen readers, and focused by the script where there is one. */
export function Alert({ title, kind = 'news', children }: PropsWithChildren<AlertProps>) {
  return (
    <div class={kind === 'error' ? 'alert error' : 'alert'} role="alert" tabindex={-1} id="aviso">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
