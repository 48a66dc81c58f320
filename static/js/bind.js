// Joins elements to their behaviours, each pair once.
import acts from "./behaviours/acts.js";
import back from "./behaviours/back.js";
import clock from "./behaviours/clock.js";
import copy from "./behaviours/copy.js";
import dialog from "./behaviours/dialog.js";
import dismiss from "./behaviours/dismiss.js";
import draft from "./behaviours/draft.js";
import drawer from "./behaviours/drawer.js";
import files from "./behaviours/files.js";
import keep from "./behaviours/keep.js";
import live from "./behaviours/live.js";
import map from "./behaviours/map.js";
import materials from "./behaviours/materials.js";
import menu from "./behaviours/menu.js";
import near from "./behaviours/near.js";
import once from "./behaviours/once.js";
import opens from "./behaviours/opens.js";
import party from "./behaviours/party.js";
import print from "./behaviours/print.js";
import reader from "./behaviours/reader.js";
import shortcut from "./behaviours/shortcut.js";
import size from "./behaviours/size.js";

const behaviours = { acts, back, clock, copy, dialog, dismiss, draft, drawer, files, keep, live, map, materials, menu, near, once, opens, party, print, reader, shortcut, size };
const bound = new WeakMap();

export function bind(root) {
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root instanceof Element && root.matches("[data-behaviour]")) found.unshift(root);
  for (const element of found) {
    const done = bound.get(element) ?? bound.set(element, new Set()).get(element);
    for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) {
      if (done.has(name)) continue;
      done.add(name);
      if (behaviours[name]) behaviours[name](element);
      else console.error(`unknown behaviour "${name}"`, element);
    }
  }
}
