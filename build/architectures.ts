/** What is known of a Linux architecture, named as Docker's TARGETARCH (with its variant) names it. */
export interface Architecture {
  name: string;
  /** Zig's target and processor. */
  target: string;
  cpu?: string;
  /** Whether to optimise across Zig and C: where that makes it smaller. LLD loses ppc64le's table of contents (.TOC.) when it does. */
  lto: boolean;
  /** The emulator that runs it elsewhere (Debian's qemu-user-static). */
  qemu: string;
  /** Node's name for it, where a machine of this kind builds itself. */
  node?: string;
}

export const ARCHITECTURES: Architecture[] = [
  { name: "amd64", target: "x86_64-linux-none", lto: false, qemu: "qemu-x86_64-static", node: "x64" },
  { name: "arm64", target: "aarch64-linux-none", lto: true, qemu: "qemu-aarch64-static", node: "arm64" },
  { name: "arm-v7", target: "arm-linux-eabi", cpu: "generic+v7a", lto: true, qemu: "qemu-arm-static" },
  { name: "arm-v6", target: "arm-linux-eabi", cpu: "generic+v6", lto: true, qemu: "qemu-arm-static" },
  { name: "386", target: "x86-linux-none", cpu: "i586", lto: true, qemu: "qemu-i386-static" },
  { name: "riscv64", target: "riscv64-linux-none", lto: false, qemu: "qemu-riscv64-static" },
  { name: "ppc64le", target: "powerpc64le-linux-none", lto: false, qemu: "qemu-ppc64le-static" },
  { name: "s390x", target: "s390x-linux-none", lto: true, qemu: "qemu-s390x-static" },
];

/** The architecture of this name. @throws Error that names the known ones */
export function architecture(name: string): Architecture {
  const found = ARCHITECTURES.find((known) => known.name === name);
  if (!found) throw new Error(`unknown architecture ${name}, known: ${ARCHITECTURES.map((a) => a.name).join(", ")}`);
  return found;
}

/** The architecture of this machine; amd64 where it is none of them, to be run elsewhere. */
export function hostArchitecture(): Architecture {
  return ARCHITECTURES.find((known) => known.node === process.arch) ?? architecture("amd64");
}
