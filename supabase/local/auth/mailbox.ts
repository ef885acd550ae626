export interface Mail {
  id: number;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Those that its sender chose. */
  headers: Record<string, string>;
  /** ISO 8601. */
  sentAt: string;
}

/** Older letters are thrown away: nothing here is kept for good. */
const MAX_MAILS = 500;

/** The e-mail that the stack would have sent, newest first, for as long as it runs. */
export class Mailbox {
  private readonly mails: Mail[] = [];
  private lastId = 0;

  /** Returns its number. */
  deliver(mail: Omit<Mail, 'id' | 'sentAt'>): number {
    this.lastId += 1;
    this.mails.unshift({ ...mail, id: this.lastId, sentAt: new Date().toISOString() });
    this.mails.length = Math.min(this.mails.length, MAX_MAILS);
    return this.lastId;
  }

  /** @param to only letters to this address; null for all */
  list(to: string | null): Mail[] {
    return this.mails.filter((mail) => to === null || mail.to.toLowerCase() === to.toLowerCase());
  }

  find(id: number): Mail | null {
    return this.mails.find((mail) => mail.id === id) ?? null;
  }
}
