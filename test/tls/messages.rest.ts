import { testMessages } from "./messages/table.ts";
import { others } from "./subjects";

testMessages(others);
