interface Window {
  from: number;
  to: number;
}

const minuteMs = 60_000;
/** A week is found to the minute within as many looks. */
const mostLooks = 14;

/** The longest part at the end of a window that fits, to the minute, when the whole of it does not. */
export async function fitWindow({ from, to }: Window, fits: (window: Window) => Promise<boolean>): Promise<Window> {
  let tooEarly = from;
  let fitting = to;
  for (let look = 0; look < mostLooks && fitting - tooEarly > minuteMs; look += 1) {
    const middle = Math.ceil((tooEarly + fitting) / 2 / minuteMs) * minuteMs;
    if (middle >= fitting) break;
    if (await fits({ from: middle, to })) fitting = middle;
    else tooEarly = middle;
  }
  return { from: fitting, to };
}
