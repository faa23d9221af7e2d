import { testMessages } from "./messages/table.ts";
import { quick } from "./subjects";

testMessages(quick);
