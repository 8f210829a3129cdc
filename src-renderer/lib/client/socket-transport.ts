import type { ClientContext } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { makeConnection } from './connection.ts';
import { watchHeartbeat } from './heartbeat.ts';
import type { Transport } from './transport.ts';

const firstRetryMs = 400;
const longestRetryMs = 10_000;
/** Calls made while the socket is away wait this long for it, then fail and offer to try again. */
const patienceMs = 15_000;
/** A host that is stopped takes connections and never opens them. */
const openingMs = 10_000;
/** What the core answers without looking anything up. */
const cheapest = ['system', 'health'];

export interface SocketOptions {
  url: string;
  /** Asked after each loss: the socket's own error never says that the session is over. */
  isSignedIn: () => Promise<boolean>;
  onSignedOut: () => void;
  random: () => number;
}

/** Speaks to the core over one WebSocket that is opened again, with growing pauses, whenever it is lost. */
export function openSocketTransport(options: SocketOptions): Transport {
  const connection = makeConnection('connecting');
  let isWanted = false;
  /** Ends with the session: what one person asked for is never sent in the name of the next. */
  let life = new AbortController();
  let losses = 0;
  let socket: WebSocket | undefined;
  let link: RPCLink<ClientContext> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    clearTimeout(retry);
    const opening = new WebSocket(options.url);
    socket = opening;
    const giveUp = setTimeout(() => opening.close(), openingMs);
    opening.addEventListener('open', () => {
      clearTimeout(giveUp);
      const opened = new RPCLink({ websocket: opening });
      link = opened;
      losses = 0;
      watch(opening, opened);
      connection.set('online');
    });
    opening.addEventListener('close', () => {
      clearTimeout(giveUp);
      forget(opening);
    });
  };
  /** Whether the socket is closed already or will be one day: nothing more is expected of it. */
  const forget = (lost: WebSocket) => {
    if (socket !== lost) return;
    socket = undefined;
    link = undefined;
    if (isWanted) void lose();
  };
  /** A core that stands still is as good as away, but what it was asked is answered when it goes on. */
  const watch = (opened: WebSocket, through: RPCLink<ClientContext>) => {
    const isCurrent = () => socket === opened;
    const beat = watchHeartbeat({
      ask: () => void through.call(cheapest, undefined, { context: {} }).catch(() => undefined), // it is heard, not read
      onSilent: (heardAt) => isCurrent() && connection.set('offline', heardAt),
      onHeard: () => isCurrent() && connection.set('online'),
      onLost: () => {
        opened.close();
        // The close is said to the other side, which answers nothing: the event would come a minute later.
        forget(opened);
      },
      now: Date.now,
    });
    opened.addEventListener('message', beat.hear);
    opened.addEventListener('close', beat.stop);
  };
  const lose = async () => {
    connection.set('offline');
    losses += 1;
    const ceilingMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (losses - 1));
    const { signal } = life;
    const answers = await options.isSignedIn().catch(() => undefined);
    if (signal.aborted) return;
    if (answers === false) {
      isWanted = false;
      options.onSignedOut();
      return;
    }
    if (isWanted && socket === undefined) retry = setTimeout(open, ceilingMs * (0.5 + options.random() / 2));
  };
  // A laptop that wakes or finds its network again should not wait for the pause to end.
  const hurry = () => {
    if (!isWanted || socket !== undefined || document.visibilityState === 'hidden') return;
    losses = 0;
    open();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);

  return {
    kind: 'browser',
    connection,
    link: {
      call: async (path, input, call) => {
        const ends = [life.signal, AbortSignal.timeout(patienceMs)];
        await connection.online(AbortSignal.any(call.signal === undefined ? ends : [...ends, call.signal]));
        if (link === undefined || socket === undefined) {
          throw new Error('the connection was lost while the call was being made');
        }
        const { signal } = call;
        return link.call(path, input, { ...call, ...(signal && { signal: whileOpen(socket, signal) }) });
      },
    },
    connect: () => {
      if (isWanted) return;
      isWanted = true;
      life = new AbortController();
      losses = 0;
      connection.set('connecting');
      open();
    },
    disconnect: () => {
      isWanted = false;
      life.abort(new Error('signed out before the call was made'));
      clearTimeout(retry);
      socket?.close();
      socket = undefined;
      link = undefined;
      connection.set('connecting');
    },
  };
}

/**
 * The signal for as long as the socket is open. With the socket every call on it has ended; aborting one afterwards
 * would have oRPC send word of it through the closed socket, which fails where nobody can catch it.
 */
function whileOpen(socket: WebSocket, signal: AbortSignal): AbortSignal {
  const aborting = new AbortController();
  const abort = () => {
    if (socket.readyState === WebSocket.OPEN) aborting.abort(signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return aborting.signal;
}
