// Which class brings which data-module to life.
import { AccountMenu } from "./modules/account-menu.js";
import { ClockIn } from "./modules/clock-in.js";
import { DayPage } from "./modules/day-page.js";
import { Directory } from "./modules/directory.js";
import { Keeper } from "./modules/keeper.js";
import { LanguageSwitch } from "./modules/language-switch.js";
import { LiveClock } from "./modules/live-clock.js";
import { Notes } from "./modules/notes.js";
import { OwnPassword } from "./modules/own-password.js";
import { PasskeyForm } from "./modules/passkey-form.js";
import { PasskeyList } from "./modules/passkey-list.js";
import { PasskeySignIn } from "./modules/passkey-sign-in.js";
import { PasswordField } from "./modules/password-field.js";
import { Position } from "./modules/position.js";
import { ProviderList } from "./modules/provider-list.js";
import { PunchList } from "./modules/punch-list.js";
import { ResetForm } from "./modules/reset-form.js";
import { SecondFactor } from "./modules/second-factor.js";
import { SessionList } from "./modules/session-list.js";
import { SignInForm } from "./modules/sign-in-form.js";
import { SignInList } from "./modules/sign-in-list.js";
import { SignInReturn } from "./modules/sign-in-return.js";
import { Ways } from "./modules/ways.js";

const MODULES = {
  "account-menu": AccountMenu,
  "clock-in": ClockIn,
  "day-page": DayPage,
  directory: Directory,
  keeper: Keeper,
  "language-switch": LanguageSwitch,
  "live-clock": LiveClock,
  notes: Notes,
  "own-password": OwnPassword,
  "passkey-form": PasskeyForm,
  "passkey-list": PasskeyList,
  "passkey-sign-in": PasskeySignIn,
  "password-field": PasswordField,
  position: Position,
  "provider-list": ProviderList,
  "punch-list": PunchList,
  "reset-form": ResetForm,
  "second-factor": SecondFactor,
  "session-list": SessionList,
  "sign-in-form": SignInForm,
  "sign-in-list": SignInList,
  "sign-in-return": SignInReturn,
  ways: Ways,
};

// context: { office, signal, modules } and what modules of one page leave there for each other;
// a page that is loaded later brings modules of its own.
export function mount(root, context) {
  for (const element of root.querySelectorAll("[data-module]")) {
    const name = element.dataset.module;
    new (MODULES[name] ?? context.modules[name])(element, context);
  }
}
