/**
 * What a document of a script may use: its own styles and what it carries within itself. It holds beside the policy
 * of the page, which a document in `srcdoc` inherits, and the frame's sandbox, which runs no script.
 */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

/** An HTML file as the frame shows it: the policy stands before anything the file says. */
export function sealDocument(html: string): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">${html}`;
}

/** Whether a document would do more where scripts run. */
export function hasScript(html: string): boolean {
  return /<script[\s>]/i.test(html);
}
