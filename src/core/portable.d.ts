/**
 * AssemblyScript's own types, for the compilers that do not know them: in JavaScript all of them are numbers or
 * booleans. AssemblyScript never reads this file.
 */
declare type i32 = number;
declare type bool = boolean;
