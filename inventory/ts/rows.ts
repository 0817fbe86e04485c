// A page with a form of rows to tick.
import { tickTogether } from "./ticks";

tickTogether();
