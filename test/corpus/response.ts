/** One response of the corpus. Its server sends these bytes and closes the connection. */
export interface Response {
  /** Unique; its start says which part of a response is varied. Exceptions are given by it. */
  name: string;
  /** ISO 8859-1. */
  bytes: string;
  /** GET, unless the length of a response to HEAD matters. */
  method: "GET" | "HEAD";
}

export function response(name: string, bytes: string, method: Response["method"] = "GET"): Response {
  return { name, bytes, method };
}
