/** Redirects: which are followed, where to, with what, and what they must not do. */

import { deadlines, ends, limits, sockets } from "./redirect-ends";
import { hostileLocations, references } from "./redirect-references";
import { methods, secrets } from "./redirect-requests";
import { statuses, ways } from "./redirect-statuses";
import type { Row } from "./row";

export const redirects: Row[] = [
  ...ways,
  ...statuses,
  ...references,
  ...hostileLocations,
  ...methods,
  ...secrets,
  ...limits,
  ...deadlines,
  ...ends,
  ...sockets,
];
