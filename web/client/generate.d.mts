/** The text of src/api.ts for a document. */
export function generate(document: unknown): string;
