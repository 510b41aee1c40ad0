// The calendar under one's fingers. Without any of this every session has its page with its forms, and every empty half
// hour is a link to the form that books it.

const SNAP = 15; // minutes
const FAR_ENOUGH = 6; // pixels: a press that goes no further is a click
const LONG_PRESS = 350; // milliseconds: on a touch screen, a shorter one scrolls

// Asks in a dialog what would else be asked on a page of its own, for whatever on the page carries data-asks.
class SessionAsking extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this.#onClick);
    document.addEventListener("change", this.#onChange);
    this.addEventListener("close", this.#onClose, true);
    this.addEventListener("htmx:afterRequest", this.#onAnswer);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("change", this.#onChange);
  }

  ask(address) {
    return window.htmx.ajax("GET", address, { target: this, swap: "innerHTML" });
  }

  #onClick = (event) => {
    if (event.target.closest("[data-closes]")) this.querySelector("dialog")?.close();
    const link = event.target.closest("a[data-asks], a.slot");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    this.ask(link.href);
  };

  #onChange = (event) => {
    if (event.target.matches("[data-sends]")) event.target.form.submit();
  };

  #onClose = () => {
    this.replaceChildren();
    document.dispatchEvent(new CustomEvent("asked"));
  };

  #onAnswer = (event) => {
    if (event.detail.xhr.status >= 400) document.dispatchEvent(new CustomEvent("asked"));
  };
}

// Columns of days. Arrows go from one half hour or session to the next; a session that may be moved can be dragged, and
// goes back unless the move is confirmed.
class DayGrid extends HTMLElement {
  connectedCallback() {
    this.querySelector(".slot")?.setAttribute("tabindex", "0");
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("pointerdown", this.#onDown);
    this.addEventListener("click", this.#onClick, true);
    this.addEventListener("contextmenu", this.#onContextMenu);
    document.addEventListener("asked", this.#putBack);
  }

  disconnectedCallback() {
    document.removeEventListener("asked", this.#putBack);
  }

  // Keys

  #onKey = (event) => {
    const here = event.target.closest(".slot, a.block");
    const direction = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "Escape") this.#letGo();
    if (!here || !direction || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = direction[0] ? this.#beside(here, direction[0]) : this.#below(here, direction[1]);
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  };

  #below(here, step) {
    const all = this.#inOrder(here.closest(".grid__column"));
    return all[all.indexOf(here) + step];
  }

  #beside(here, step) {
    const columns = [...this.querySelectorAll(".grid__column")].filter((column) => column.offsetParent);
    const column = columns[columns.indexOf(here.closest(".grid__column")) + step];
    const all = column ? this.#inOrder(column) : [];
    return all.findLast((each) => each.dataset.from <= here.dataset.from) ?? all[0];
  }

  #inOrder(column) {
    const all = [...column.querySelectorAll(".slot, a.block")];
    return all.sort((one, other) => one.dataset.from.localeCompare(other.dataset.from));
  }

  // Dragging

  #drag = null;

  #onDown = (event) => {
    const block = event.target.closest("[data-move]");
    if (!block || event.button !== 0 || !event.isPrimary) return;
    const box = block.getBoundingClientRect();
    this.#drag = { block, x: event.clientX, y: event.clientY, grip: event.clientY - box.top, isHeld: false };
    if (event.pointerType === "touch") this.#drag.timer = setTimeout(() => this.#take(), LONG_PRESS);
    document.addEventListener("pointermove", this.#onMove);
    document.addEventListener("pointerup", this.#onUp);
    document.addEventListener("pointercancel", this.#letGo);
    document.addEventListener("keydown", this.#onEscape);
    document.addEventListener("touchmove", this.#onTouchMove, { passive: false });
  };

  #take() {
    const { block } = this.#drag;
    this.#drag.isHeld = true;
    this.#drag.home = { column: block.parentElement, from: block.dataset.from, until: block.dataset.until };
    block.classList.add("block--held");
  }

  #onMove = (event) => {
    const drag = this.#drag;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_ENOUGH;
    if (!drag.isHeld && far && drag.timer) this.#letGo();
    else if (!drag.isHeld && far) this.#take();
    if (drag.isHeld) this.#place(event);
  };

  #place(event) {
    const { block, grip, home } = this.#drag;
    const column = this.#columnAt(event.clientX) ?? block.closest(".grid__column");
    const day = column.querySelector(".grid__day");
    const box = day.getBoundingClientRect();
    const [first, last] = [Number(this.dataset.first) * 60, Number(this.dataset.last) * 60];
    const length = minutes(home.until) - minutes(home.from);
    const wanted = first + ((event.clientY - grip - box.top) / box.height) * (last - first);
    const from = Math.min(Math.max(Math.round(wanted / SNAP) * SNAP, first), Math.max(first, last - length));
    if (block.parentElement !== day) day.append(block);
    block.dataset.from = clock(from);
    block.dataset.until = clock(from + length);
  }

  // Of the same practitioner, where several stand side by side: a day has one column for each.
  #columnAt(x) {
    if (this.matches(".grid--day")) return null;
    return [...this.querySelectorAll(".grid__column")].find((column) => {
      const box = column.getBoundingClientRect();
      return box.left <= x && x < box.right;
    });
  }

  #onUp = () => {
    const { block, isHeld, home } = this.#drag;
    this.#stopListening();
    if (!isHeld) return;
    block.classList.remove("block--held");
    this.#justDropped = true;
    setTimeout(() => (this.#justDropped = false));
    if (block.parentElement === home.column && block.dataset.from === home.from) return;
    this.#moved = { block, home };
    const on = block.closest(".grid__column").dataset.on;
    document.querySelector("session-asking").ask(`${block.dataset.move}?on=${on}&at=${block.dataset.from}`);
  };

  #onEscape = (event) => {
    if (event.key === "Escape") this.#letGo();
  };

  #onTouchMove = (event) => {
    if (this.#drag?.isHeld) event.preventDefault();
  };

  #onContextMenu = (event) => {
    if (this.#drag?.isHeld) event.preventDefault();
  };

  #letGo = () => {
    if (!this.#drag) return;
    const { block, isHeld, home } = this.#drag;
    this.#stopListening();
    if (isHeld) goHome(block, home);
  };

  #stopListening() {
    clearTimeout(this.#drag.timer);
    this.#drag = null;
    document.removeEventListener("pointermove", this.#onMove);
    document.removeEventListener("pointerup", this.#onUp);
    document.removeEventListener("pointercancel", this.#letGo);
    document.removeEventListener("keydown", this.#onEscape);
    document.removeEventListener("touchmove", this.#onTouchMove);
  }

  // After a drop

  #moved = null;
  #justDropped = false;

  #onClick = (event) => {
    if (!this.#justDropped) return;
    event.preventDefault();
    event.stopPropagation();
  };

  // The question was answered with no, or the time was taken. Where it was yes, the page comes anew.
  #putBack = () => {
    if (this.#moved) goHome(this.#moved.block, this.#moved.home);
    this.#moved = null;
  };
}

function goHome(block, home) {
  block.classList.remove("block--held");
  block.dataset.from = home.from;
  block.dataset.until = home.until;
  home.column.append(block);
}

function minutes(clock) {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function clock(minutes) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

customElements.define("session-asking", SessionAsking);
customElements.define("day-grid", DayGrid);
