import { V4, V6 } from "./queries";

/** The addresses that answers have given. */
export class Found {
  /** The families that have some. */
  families: i32 = 0;
  private addressesV4: Uint8Array[] = [];
  private addressesV6: Uint8Array[] = [];

  begin(): void {
    this.families = 0;
    this.addressesV4 = [];
    this.addressesV6 = [];
  }

  /** Where to add addresses of a family. */
  of(family: i32): Uint8Array[] {
    return family == V4 ? this.addressesV4 : this.addressesV6;
  }

  /** @returns the addresses that were not taken before, IPv4 first */
  take(): Uint8Array[] {
    const all: Uint8Array[] = [];
    for (let family = V4; family <= V6; family++) {
      const addresses = this.of(family);
      for (let i = 0; i < addresses.length; i++) all.push(addresses[i]);
    }
    this.addressesV4 = [];
    this.addressesV6 = [];
    return all;
  }
}
