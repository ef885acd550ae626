/** Somebody whose sessions with the viewer are searched together. */
export interface SearchPeer {
  readonly id: string;
  readonly name: string;
}

/** Somebody wants to search; each time is a new wish, which brings them back to the box. */
export interface SearchWish {
  /** To search in this session first; null for all. */
  readonly sessionId: string | null;
  /** To search all sessions with this person; null for anybody's. */
  readonly peer: SearchPeer | null;
  /** Puts the focus where it belongs once nobody searches any more. */
  readonly returnFocus: () => void;
}
