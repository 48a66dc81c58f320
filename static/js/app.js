// Everything a page does beyond HTML and htmx. Elements ask for it by data-behaviour="name other-name";
// pages work without any of it.
import { bind } from "./bind.js";
import { forgetKept } from "./behaviours/keep.js";
import { sendTokenWithRequests } from "./csrf.js";
import { showFirstProblem } from "./first_problem.js";
import { reachPanes } from "./panes.js";
import { showRefusals } from "./problems.js";

document.documentElement.classList.add("js");
sendTokenWithRequests();
showRefusals();
bind(document);
forgetKept();
showFirstProblem(document);
reachPanes();
window.addEventListener("resize", reachPanes);
// content that htmx brought in
document.addEventListener("htmx:load", (event) => {
  bind(event.detail.elt);
  reachPanes();
});
