/* The script of the program. Nothing needs it: it makes pages come faster and keys work. */
import { $ } from "./dom.js";
import { ready } from "./forms.js";
import "./swap.js";
import "./keys.js";
import "./whatif.js";
import "./criteria.js";

ready();
$(".errors")?.focus();
