import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  from: string | undefined;
  to: string[];
  /** As it came over the wire. */
  text: string;
  isSecure: boolean;
  user: string | undefined;
}

export interface SmtpHost {
  port: number;
  letters: Letter[];
  close(): Promise<void>;
}

/** A real SMTP server on a free port that keeps what it is given; its own certificate is one nobody vouches for. */
export async function serveSmtp(options: {
  address: string;
  /** A recipient it does not know. */
  refuses?: string;
  certificate?: { key: string; cert: string };
  /** Takes letters only from who logs in with this. */
  login?: { user: string; pass: string };
}): Promise<SmtpHost> {
  const { address, refuses, certificate, login } = options;
  const letters: Letter[] = [];
  const server = new SMTPServer({
    ...certificate,
    logger: false,
    authOptional: login === undefined,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.pass) done(null, { user: username });
      else done(new Error('wrong name or password'));
    },
    onRcptTo: (recipient, _session, done) => {
      if (recipient.address === refuses) done(Object.assign(new Error('nobody of that name'), { responseCode: 550 }));
      else done();
    },
    onData: (stream, { envelope, secure, user }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? undefined : envelope.mailFrom.address;
        const text = Buffer.concat(chunks).toString('utf8');
        letters.push({ from, to: envelope.rcptTo.map((recipient) => recipient.address), text, isSecure: secure, user });
        done();
      });
    },
  });
  server.on('error', () => {}); // a client that hangs up in the middle is the client's matter
  await new Promise<void>((resolve) => void server.listen(0, address, () => resolve()));
  const { port } = server.server.address() as AddressInfo; // it listens on TCP
  return { port, letters, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
