import type { Locator } from '@playwright/test';

/** Lets a file go over an element, as a person does who drags it in from their desktop. */
export async function dropFile(target: Locator, { name, content }: { name: string; content: string }): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle(
    ([fileName, text]) => {
      const made = new DataTransfer();
      made.items.add(new File([text], fileName));
      return made;
    },
    [name, content] as const,
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer });
  await dataTransfer.dispose();
}
