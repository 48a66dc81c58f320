// Panes that scroll can be reached by keyboard, and then scrolled with the arrows.
const PANES = ".yc-workbench :is(.queue, .work, .rows, .body, .area, .right)";

export function reachPanes() {
  for (const pane of document.querySelectorAll(PANES)) {
    if (!pane.hasAttribute("tabindex") && pane.scrollHeight > pane.clientHeight) pane.tabIndex = 0;
  }
}
