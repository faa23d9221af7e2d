import { inDays } from "../authority";
import { accepted, type CertificateRow, refused } from "./row";
import { below, shown, trusting } from "./who";

const day = (days: number) => inDays(days).toISOString().slice(0, 10);

export const dates: CertificateRow[] = [
  accepted("valid for a few minutes", shown({ days: [-0.01, 0.01] })),
  accepted("valid until after 2050, a GeneralizedTime", shown({ days: [-1, 20_000] })),
  accepted("valid since before 2000", trusting({ days: [-15_000, 400] })),
  refused("expired", `certificate expired ${day(-2)}`, shown({ days: [-9, -2] })),
  refused("expired a minute ago", `certificate expired ${day(-1 / 1440)}`, shown({ days: [-9, -1 / 1440] })),
  refused(
    "not valid yet",
    `certificate is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    shown({ days: [2, 9] }),
  ),
  refused(
    "the intermediate expired",
    `certificate of the authority CN=Test Intermediate expired ${day(-2)}`,
    below({ days: [-9, -2] }),
  ),
  refused(
    "the intermediate not valid yet",
    `certificate of the authority CN=Test Intermediate is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    below({ days: [2, 9] }),
  ),
  refused(
    "the root expired",
    `certificate of the authority CN=Test Root expired ${day(-2)}`,
    trusting({ days: [-9, -2] }),
  ),
  refused(
    "the root not valid yet",
    `certificate of the authority CN=Test Root is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    trusting({ days: [2, 9] }),
  ),
  refused("valid until before it is valid from", `certificate expired ${day(-9)}`, shown({ days: [-2, -9] })),
];
