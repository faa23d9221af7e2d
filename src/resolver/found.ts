import { V4, V6 } from "./queries";

/** The addresses that were found. */
export class Found {
  /** The families with addresses. */
  families: i32 = 0;
  private addressesV4: Uint8Array[] = [];
  private addressesV6: Uint8Array[] = [];

  /** The list to which addresses of a family are added. */
  of(family: i32): Uint8Array[] {
    return family == V4 ? this.addressesV4 : this.addressesV6;
  }

  /** @returns the addresses that have not been returned before, IPv4 first */
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
