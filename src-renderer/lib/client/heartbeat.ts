/** A core that said nothing for so long is asked something; the status bar asks every five seconds anyway. */
const quietMs = 6_000;
/** One that does not answer within this counts as away: a stopped process keeps its sockets open. */
const patienceMs = 6_000;
/** One that is away for so long is not waited for: its socket may lead nowhere any more. */
const lostMs = 30_000;
const lookMs = 1_000;
/** A look that comes later than this says that this page slept, not that the core does. */
const overslept = 5_000;

export interface HeartbeatOptions {
  /** Asks something cheap; the answer is heard like everything else. */
  ask: () => void;
  /** Nothing was heard since `heardAt`, not even an answer. */
  onSilent: (heardAt: number) => void;
  /** It speaks again. */
  onHeard: () => void;
  /** It was silent for too long. */
  onLost: () => void;
  now: () => number;
}

export interface Heartbeat {
  /** Something came from the core. */
  hear(): void;
  stop(): void;
}

/** Watches whether the core still speaks: browsers show no page the pings of a socket. */
export function watchHeartbeat({ ask, onSilent, onHeard, onLost, now }: HeartbeatOptions): Heartbeat {
  let heardAt = now();
  let lookedAt = heardAt;
  let askedAt: number | undefined;
  let isSilent = false;

  const inquire = (at: number) => {
    askedAt = at;
    ask();
  };
  const look = () => {
    const at = now();
    const hasSlept = at - lookedAt > overslept;
    lookedAt = at;
    if (at - heardAt < quietMs) return;
    if (askedAt === undefined || (hasSlept && !isSilent)) return inquire(at);
    const waitedMs = at - askedAt;
    if (!isSilent && waitedMs > patienceMs) {
      isSilent = true;
      onSilent(heardAt);
    } else if (waitedMs > lostMs) {
      clearInterval(timer);
      onLost();
    }
  };
  const timer = setInterval(look, lookMs);
  return {
    hear: () => {
      heardAt = now();
      askedAt = undefined;
      if (!isSilent) return;
      isSilent = false;
      onHeard();
    },
    stop: () => clearInterval(timer),
  };
}
