import { V4 } from "./queries";

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
    const all = this.addressesV4;
    for (let i = 0; i < this.addressesV6.length; i++) all.push(this.addressesV6[i]);
    this.addressesV4 = [];
    this.addressesV6 = [];
    return all;
  }
}
