// What this browser keeps between visits. Where keeping is forbidden, it lasts as long as the page.
const here = new Map<string, string>();

export function kept<T>(name: string): T | null {
  let text: string | null | undefined;
  try {
    text = localStorage.getItem(name);
  } catch { /* forbidden */ }
  try {
    return JSON.parse(text ?? here.get(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  if (value === null) here.delete(name);
  else here.set(name, text);
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch { /* forbidden, or full */ }
}

export function keptNames(prefix: string): string[] {
  const names = new Set([...here.keys()]);
  try {
    for (const name of Object.keys(localStorage)) names.add(name);
  } catch { /* forbidden */ }
  return [...names].filter((name) => name.startsWith(prefix));
}
