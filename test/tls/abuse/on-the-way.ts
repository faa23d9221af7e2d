import { relayed } from "../relay";
import { nodeTls } from "../servers";
import { type AbuseRow, refused } from "./row";
import { CREDENTIALS, limited, patched } from "./steps";

/** One bit of a record is changed on its way: no check may be healthy. After a changed length the client may wait for more. */
export const onTheWay: AbuseRow[] = (["TLSv1.2", "TLSv1.3"] as const).flatMap((version) =>
  ([0, 0.25, 0.5, 0.75, 1] as const).flatMap((where) =>
    Array.from({ length: version === "TLSv1.2" ? 6 : 4 }, (_, index) => ({
      ...refused(
        `${version}: a bit of record ${index + 1} changed at ${where * 100} %`,
        relayed(nodeTls(CREDENTIALS, limited(version)), (record, number) => {
          if (number !== index) return record;
          const at = 5 + Math.floor((record.length - 6) * where);
          return patched(record, at, record.readUInt8(at) ^ 1);
        }),
      ),
      expires: "perhaps" as const,
    })),
  ),
);
