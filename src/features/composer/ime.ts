/** `KeyboardEvent.keyCode` of a key that an input method is using. */
export const IME_KEY_CODE = 229;
