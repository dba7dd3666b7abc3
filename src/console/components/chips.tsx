interface ChipsProps {
  readonly label: string;
  readonly id: string;
  readonly items: readonly {
    readonly href: string;
    readonly text: string;
    readonly more?: string | undefined;
    readonly isChosen: boolean;
  }[];
}

/** One of several, at a tap. */
export function Chips({ label, id, items }: ChipsProps) {
  if (items.length < 2) return null;
  return (
    <nav aria-labelledby={id}>
      <h2 class="vh" id={id}>
        {label}
      </h2>
      <ul class="chips">
        {items.map(({ href, text, more, isChosen }) => (
          <li>
            <a class="chip" href={href} aria-current={isChosen ? 'true' : undefined}>
              {text}
              {more && <span class="small">{more}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
