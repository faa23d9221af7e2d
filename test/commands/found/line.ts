/** The command line of a health check. */
export interface Found {
  /** Shell form as its text, exec form as its words. */
  line: string | string[];
  where: string;
  /** What the line's variables hold; `{port}` and `{socket}` are the server's. */
  env: Record<string, string>;
}

/** Lines by where they were found; a line without variables is its text or its words alone. */
export type Lines = Record<string, (string | string[] | (Partial<Found> & Pick<Found, "line">))[]>;

export const DOCKERFILE = "a public Dockerfile";
export const COMPOSE = "a public compose file";
export const TERRAFORM = "a public Terraform file";
export const QUADLET = "a public quadlet";
export const OPTION = "a public --health-cmd";
export const SCRIPT = "a public script";

export function listed(lines: Lines): Found[] {
  return Object.entries(lines).flatMap(([where, list]) =>
    list.map((it) =>
      typeof it === "string" || Array.isArray(it) ? { line: it, where, env: {} } : { where, env: {}, ...it },
    ),
  );
}

export function textOf({ line }: Pick<Found, "line">): string {
  return typeof line === "string" ? line : line.join(" ");
}
