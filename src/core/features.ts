/**
 * Whether https:// is supported. The build of the native executable without TLS sets this to false and leaves out all code of TLS
 * (build/native/wasm.ts).
 */
export const HAS_TLS: bool = true;
