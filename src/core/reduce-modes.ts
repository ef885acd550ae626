import { withoutKey } from '../lib/without-key.ts';
import type { ChatState, ComposerMode } from './state.ts';

/** The mode and the text in the box belong together, so they change together. */
export const enterMode = (
  state: ChatState,
  sessionId: string,
  mode: ComposerMode,
  text: string,
): ChatState => ({
  ...state,
  modes: { ...state.modes, [sessionId]: mode },
  drafts: { ...state.drafts, [sessionId]: text },
});

/** Back to writing something new: an answer keeps its text, an edit gives back what it put aside. */
export function leaveMode(state: ChatState, sessionId: string): ChatState {
  const mode = state.modes[sessionId];
  if (mode === undefined) return state;
  const modes = withoutKey(state.modes, sessionId);
  if (mode.kind === 'reply') return { ...state, modes };
  return { ...state, modes, drafts: { ...state.drafts, [sessionId]: mode.draftBefore } };
}
