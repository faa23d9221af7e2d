import { addresses } from "./addresses";
import { badinput } from "./badinput";
import { curl } from "./curl";
import { data } from "./data";
import { deadlines } from "./deadlines";
import { expansion } from "./expansion";
import { expectations } from "./expect";
import { grpc } from "./grpc";
import { grpcHealthProbe } from "./grpc_health_probe";
import { http } from "./http";
import { lenient } from "./lenient";
import { lookup } from "./lookup";
import { nameservers } from "./nameservers";
import { nc } from "./nc";
import { options } from "./options";
import { peersDefects } from "./peers-defects";
import { redirects } from "./redirects";
import { resolve } from "./resolve";
import type { Row } from "./row";
import { secrets } from "./secrets";
import { sending } from "./send";
import { shell } from "./shell";
import { shellGroups } from "./shell-groups";
import { shellPipes } from "./shell-pipes";
import { surroundings } from "./surroundings";
import { targets } from "./targets";
import { unix } from "./unix";
import { variables } from "./variables";
import { wget } from "./wget";

/** The whole table, by subject. The subject with the slowest row comes first. */
export const table: Record<string, Row[]> = {
  "peers' defects": peersDefects,
  targets,
  options,
  variables,
  expansion,
  http,
  "lenient http": lenient,
  expectations,
  sending,
  grpc,
  grpc_health_probe: grpcHealthProbe,
  deadlines,
  addresses,
  unix,
  lookup,
  "name servers": nameservers,
  surroundings,
  "sh -c": shell,
  "groups in sh -c": shellGroups,
  "pipes in sh -c": shellPipes,
  "bad input": badinput,
  "secrets in variables": secrets,
  curl,
  wget,
  nc,
  redirects,
  resolve,
  data,
};
