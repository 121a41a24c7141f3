/** A text whose `parts in backticks` are commands to type. */
export function WithCode({ children }: { readonly children: string }) {
  return <>{children.split('`').map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}</>;
}
