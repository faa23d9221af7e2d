/**
 * Whether https:// is spoken. The build of the native executable without TLS takes this as false, and leaves out all that only TLS needs
 * (build/native/wasm.ts).
 */
export const HAS_TLS: bool = true;
