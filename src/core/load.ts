/**
 * Makes the words of faults and of the help readable (help.ts and each words.ts). They always are, but in a native executable, where they are
 * unpacked when they are first needed, which a healthy check never does: its build has the host's function in place of this one (build/native/wasm.ts).
 */
export function loadWords(): void {}
