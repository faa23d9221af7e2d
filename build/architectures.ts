/** A Linux architecture, named like Docker's TARGETARCH with its variant. */
export interface Architecture {
  name: string;
  /** Zig's target and processor. */
  target: string;
  cpu?: string;
  /** The emulator that runs it on another machine (Debian's qemu-user-static). */
  qemu: string;
  /** Node's name for it, if machines of this kind can run the build. */
  node?: string;
}

export const ARCHITECTURES: Architecture[] = [
  { name: "amd64", target: "x86_64-linux-none", qemu: "qemu-x86_64-static", node: "x64" },
  { name: "arm64", target: "aarch64-linux-none", qemu: "qemu-aarch64-static", node: "arm64" },
  { name: "arm-v7", target: "arm-linux-eabi", cpu: "generic+v7a", qemu: "qemu-arm-static" },
  { name: "arm-v6", target: "arm-linux-eabi", cpu: "generic+v6", qemu: "qemu-arm-static" },
  { name: "386", target: "x86-linux-none", cpu: "i586", qemu: "qemu-i386-static" },
  { name: "riscv64", target: "riscv64-linux-none", qemu: "qemu-riscv64-static" },
  { name: "ppc64le", target: "powerpc64le-linux-none", qemu: "qemu-ppc64le-static" },
  { name: "s390x", target: "s390x-linux-none", qemu: "qemu-s390x-static" },
];

/** Returns the architecture with this name. @throws Error that lists the known ones */
export function architecture(name: string): Architecture {
  const found = ARCHITECTURES.find((known) => known.name === name);
  if (!found) throw new Error(`unknown architecture ${name}, known: ${ARCHITECTURES.map((a) => a.name).join(", ")}`);
  return found;
}

/** Returns this machine's architecture, or amd64 if it is not one of the list. */
export function hostArchitecture(): Architecture {
  return ARCHITECTURES.find((known) => known.node === process.arch) ?? architecture("amd64");
}
