// Which class brings which data-module to life.
import { AccountMenu } from "./modules/account-menu.js";
import { ClockIn } from "./modules/clock-in.js";
import { DayPage } from "./modules/day-page.js";
import { Device } from "./modules/device.js";
import { Directory } from "./modules/directory.js";
import { Keeper } from "./modules/keeper.js";
import { LanguageSwitch } from "./modules/language-switch.js";
import { LiveClock } from "./modules/live-clock.js";
import { MonthPage } from "./modules/month-page.js";
import { Notes } from "./modules/notes.js";
import { OwnPassword } from "./modules/own-password.js";
import { PasswordField } from "./modules/password-field.js";
import { Position } from "./modules/position.js";
import { PunchList } from "./modules/punch-list.js";
import { ResetForm } from "./modules/reset-form.js";
import { SecondFactor } from "./modules/second-factor.js";
import { SessionList } from "./modules/session-list.js";
import { SetupForm } from "./modules/setup-form.js";
import { SignInForm } from "./modules/sign-in-form.js";
import { SignInList } from "./modules/sign-in-list.js";

const MODULES = {
  "account-menu": AccountMenu,
  "clock-in": ClockIn,
  "day-page": DayPage,
  device: Device,
  directory: Directory,
  keeper: Keeper,
  "language-switch": LanguageSwitch,
  "live-clock": LiveClock,
  "month-page": MonthPage,
  notes: Notes,
  "own-password": OwnPassword,
  "password-field": PasswordField,
  position: Position,
  "punch-list": PunchList,
  "reset-form": ResetForm,
  "second-factor": SecondFactor,
  "session-list": SessionList,
  "setup-form": SetupForm,
  "sign-in-form": SignInForm,
  "sign-in-list": SignInList,
};

// context: { office, signal } and what modules of one page leave there for each other.
export function mount(root, context) {
  for (const element of root.querySelectorAll("[data-module]")) {
    new MODULES[element.dataset.module](element, context);
  }
}
