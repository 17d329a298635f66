// What every page has.

import "./copy.js";
import "./forms.js";
import "./menu.js";
import { settleToasts, toast } from "./toast.js";

settleToasts();
document.addEventListener("htmx:afterSettle", () => settleToasts());
document.addEventListener("htmx:responseError", () => toast(gettext("Не получилось. Попробуйте ещё раз."), "error"));
document.addEventListener("htmx:sendError", () => toast(gettext("Нет связи с кинотеатром. Проверьте сеть и попробуйте ещё раз."), "error"));
