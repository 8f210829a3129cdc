/** Made by bundling/split-messages.ts. */
declare module 'virtual:messages' {
  type LoadTexts = () => Promise<{ default: Record<string, string> }>;
  /** Every language but English by its BCP 47 tag: what the shell shows, and the rest. */
  export const otherLanguages: Record<string, { shell: LoadTexts; pages: LoadTexts }>;
}
