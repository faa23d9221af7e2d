import { ascii, upperCase } from "../bytes/text";
import { loadTables } from "../load";
import { Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, withSource } from "../usage-error";
import { checkText } from "./arguments";
import { Settings } from "./settings";
import {
  Effect,
  effectOf,
  hasEffect,
  hasVariable,
  isHelp,
  isWithValue,
  Option,
  optionOf,
  VARIABLE_PREFIX,
  variableOf,
} from "./table";
import { isOneOf } from "./words";

/** The variables that replace options and targets. An empty one counts as unset. */
export class Variables {
  /** What is wrong with the first one that is wrong; then none is read any more. */
  error: UsageError | null = null;
  /** Whether one of healthcheck's own may be set. */
  hasOwn: bool = false;
  private surroundings: Surroundings;

  /** @param isOwn whether healthcheck's own variables count */
  constructor(surroundings: Surroundings, isOwn: bool) {
    this.surroundings = surroundings;
    // One look at the environment, in place of one for each of them: most checks have none.
    if (isOwn) this.hasOwn = surroundings.hasVariables(ascii(VARIABLE_PREFIX));
  }

  /** Sets the options of healthcheck's own table that the command line does not have. A variable that does not apply to the target is not read. */
  setAll(table: string[], settings: Settings): void {
    if (!this.hasOwn) return;
    loadTables();
    const target = settings.command.options.target;
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      // Where trusted certificates are is asked only if there may be https:// (trust()).
      if (isHelp(row) || !hasVariable(row) || optionOf(row) == Option.CACERT) continue;
      const effect = effectOf(row);
      // What a service says over TCP is expected by the command line alone.
      if (effect != Effect.ANY && !(target.hasRequest() && hasEffect(effect, target))) continue;
      this.set(settings, optionOf(row), variableOf(row));
    }
  }

  /** Sets this option to the variable's value, unless the command line has it. */
  set(settings: Settings, option: i32, name: Uint8Array): void {
    if (settings.isGiven(option)) return;
    const value = this.value(name);
    if (value === null) return;
    let error: UsageError | null = null;
    if (isWithValue(option)) error = settings.setValue(option, value);
    else if (isOneOf(upperCase(value), "1 TRUE YES ON")) settings.set(option);
    else if (!isOneOf(upperCase(value), "0 FALSE NO OFF")) error = new UsageError(UsageErrorKind.SWITCH, value);
    this.error = withSource(error, name);
  }

  /** Null for a variable that is unset, empty, or wrong. */
  value(name: Uint8Array): Uint8Array | null {
    if (this.error !== null) return null;
    const value = this.surroundings.variable(name);
    if (value === null || value.length == 0) return null;
    this.error = withSource(checkText(value), name);
    return this.error === null ? value : null;
  }

  /** Sets where trusted certificates are: what an option says, else the variable of this name, else OpenSSL's, which everybody knows. */
  trust(settings: Settings, name: string): void {
    const options = settings.command.options;
    if (options.cacert.length > 0) return;
    if (name.length > 0) this.set(settings, Option.CACERT, ascii(name));
    if (options.cacert.length > 0) return;
    this.set(settings, Option.CACERT, ascii("SSL_CERT_FILE"));
    const folder = this.value(ascii("SSL_CERT_DIR"));
    if (folder !== null) options.caFolder = folder;
  }
}
