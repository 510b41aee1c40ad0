// The behaviours of the kit. Each is a custom element: it wakes up by itself when it comes onto the page, also by
// way of htmx, and sleeps when it leaves. Without any of them the page still works. They share one file because a
// request costs more than the few lines it would carry.

// Opens the dialog inside it when something with data-opens="<id of the dialog>" is pressed. Without JavaScript that
// something is a link, and goes to a page with the same content. A dialog that arrives open becomes modal.
class ModalDialog extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this.#onClick);
    if (this.#dialog.open) {
      this.#dialog.removeAttribute("open");
      this.#dialog.showModal();
    }
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#onClick);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #onClick = (event) => {
    const opener = event.target.closest(`[data-opens="${this.#dialog.id}"]`);
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return; // they want it in a tab of its own
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    this.#dialog.showModal();
  };
}

// Takes the focus, so that whoever sent a form hears at once what to look at again.
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.focus();
  }
}

// Holds what just happened. Says so when htmx could not do what was asked: htmx alone would stay silent.
class FlashMessages extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:responseError", this.#onFailure);
    document.addEventListener("htmx:sendError", this.#onFailure);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:responseError", this.#onFailure);
    document.removeEventListener("htmx:sendError", this.#onFailure);
  }

  #onFailure = () => {
    const failure = this.querySelector("template").content.cloneNode(true);
    this.querySelectorAll("[data-failure]").forEach((earlier) => earlier.remove());
    this.append(failure);
  };
}

// One message, which can be put away.
class FlashMessage extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").hidden = false;
    this.querySelector("button").addEventListener("click", () => this.remove());
  }
}

// Single keys: whatever carries data-key="c" is pressed by c, and a field is focused. "?" opens the list inside, which
// is made of what is on the page, and where all of it can be switched off.
class KeyList extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
    this.#dialog.addEventListener("beforetoggle", this.#list);
    this.#switch.checked = this.#areOn;
    this.#switch.addEventListener("change", () => {
      localStorage.setItem("keys", this.#switch.checked ? "on" : "off");
    });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #switch() {
    return this.querySelector("input");
  }

  get #areOn() {
    return localStorage.getItem("keys") !== "off";
  }

  #onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (document.querySelector("dialog:modal") || !this.#areOn) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target && event.key !== "?") return;
    event.preventDefault();
    if (event.key === "?") this.#dialog.showModal();
    else if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  };

  #list = (event) => {
    if (event.newState !== "open") return;
    const list = this.querySelector("dl");
    list.querySelectorAll("[data-found]").forEach((row) => row.remove());
    for (const target of document.querySelectorAll("[data-key]")) {
      const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
      row.querySelector("kbd").textContent = target.dataset.key;
      row.querySelector("dd").textContent = target.ariaLabel || target.textContent.trim();
      list.prepend(row);
    }
  };
}

// Knows how long somebody is still signed in. What they do here is told to the server, once a minute at most; what the
// page does by itself is not. Two minutes before the end it asks; at the end it covers the page where something was
// typed, and else goes to sign in. The server alone decides: it is asked before anything is said, so all tabs agree.
class SignedIn extends HTMLElement {
  static WARNING = 120; // seconds
  static DEEDS = ["keydown", "pointerdown", "input", "wheel"];

  #told = Date.now();
  #typed = false;
  #isOut = false;
  #timer;

  connectedCallback() {
    for (const deed of SignedIn.DEEDS) document.addEventListener(deed, this.#onDeed, { passive: true });
    document.addEventListener("submit", this.#onSubmit);
    document.addEventListener("visibilitychange", this.#look);
    document.addEventListener("htmx:responseError", this.#look);
    this.#soon.addEventListener("close", this.#stay);
    this.#soon.querySelector("[data-stay]").addEventListener("click", () => this.#soon.close());
    this.#out.addEventListener("close", () => this.#isOut && this.#out.showModal());
    this.#wait(Number(this.dataset.seconds));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const deed of SignedIn.DEEDS) document.removeEventListener(deed, this.#onDeed);
    document.removeEventListener("submit", this.#onSubmit);
    document.removeEventListener("visibilitychange", this.#look);
    document.removeEventListener("htmx:responseError", this.#look);
  }

  get #soon() {
    return this.querySelector("[data-soon]");
  }

  get #out() {
    return this.querySelector("[data-out]");
  }

  #onDeed = (event) => {
    if (event.type === "input") this.#typed ||= event.target.form?.method === "post";
    if (!this.#soon.open && !this.#isOut && Date.now() - this.#told > 60_000) this.#stay();
  };

  #onSubmit = () => {
    this.#typed = false;
  };

  #look = () => {
    if (!document.hidden) this.#ask({ "By-Itself": "yes" });
  };

  #stay = () => {
    this.#told = Date.now();
    this.#ask({});
  };

  #wait(seconds) {
    const pause = seconds > SignedIn.WARNING ? seconds - SignedIn.WARNING : Math.min(seconds + 1, 10);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask({ "By-Itself": "yes" }), pause * 1000);
  }

  async #ask(headers) {
    try {
      const answer = await fetch(this.dataset.asks, { headers });
      this.#learn(await answer.json());
    } catch {
      this.#wait(30); // no network: nobody knows
    }
  }

  #learn({ seconds, person, token }) {
    const keys = document.querySelectorAll("[name=form-key]");
    if (seconds && [...keys].some((key) => key.value.split(".")[1] !== person)) return location.assign("/");
    this.#isOut = !seconds;
    if (this.#isOut) return this.#leave();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    this.#out.close();
    if (seconds > SignedIn.WARNING && this.#soon.open) this.#soon.close();
    if (seconds <= SignedIn.WARNING) this.#warn(seconds);
    this.#wait(seconds);
  }

  #warn(seconds) {
    const [number, unit] = seconds > 60 ? [2, "minute"] : seconds > 30 ? [1, "minute"] : [30, "second"];
    const words = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
    this.querySelector("[data-left]").textContent = words.format(number);
    if (!this.#soon.open) this.#soon.showModal();
  }

  #leave() {
    if (!this.#typed) return location.replace(location.href);
    this.#soon.removeEventListener("close", this.#stay);
    this.#soon.close();
    this.#soon.addEventListener("close", this.#stay);
    if (!this.#out.open) this.#out.showModal();
    this.#wait(5);
  }
}

// A form that htmx has sent and that stays on the page is a new form from then on: sent again, it means it.
document.addEventListener("htmx:afterRequest", (event) => {
  const key = event.detail.elt.closest("form")?.elements["form-key"];
  if (!key || !event.detail.successful) return;
  const fresh = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(fresh, (byte) => byte.toString(16).padStart(2, "0")).join("");
  key.value = `${hex}.${key.value.split(".")[1]}`;
});

// A form for files: takes what is dropped onto it, sends what was chosen at once, and shows how far it has come. Says
// what is too large before anything is sent. Without JavaScript there is a button.
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragover", this.#onDrag);
    this.addEventListener("dragleave", this.#onDrag);
    this.addEventListener("drop", this.#onDrop);
    this.addEventListener("change", this.#send);
    this.addEventListener("htmx:xhr:progress", this.#onProgress);
    this.addEventListener("htmx:responseError", this.#stop);
    this.addEventListener("htmx:sendError", this.#stop);
  }

  get #input() {
    return this.querySelector("input[type=file]");
  }

  #onDrag = (event) => {
    event.preventDefault();
    this.classList.toggle("drop--over", event.type === "dragover");
  };

  #onDrop = (event) => {
    event.preventDefault();
    this.classList.remove("drop--over");
    if (!event.dataTransfer.files.length) return;
    this.#input.files = event.dataTransfer.files;
    this.#send();
  };

  #send = () => {
    const problem = this.#problem([...this.#input.files]);
    const said = this.querySelector("[data-problem]");
    said.textContent = problem;
    said.hidden = !problem;
    if (problem) return;
    this.querySelector("[data-progress]").hidden = false;
    this.#input.form.requestSubmit();
  };

  #problem(files) {
    const { largest, tooLarge, largestTogether, tooLargeTogether } = this.dataset;
    const giant = files.find((file) => file.size > Number(largest));
    if (giant) return tooLarge.replace("{name}", giant.name);
    const together = files.reduce((sum, file) => sum + file.size, 0);
    return together > Number(largestTogether) ? tooLargeTogether : "";
  }

  #onProgress = (event) => {
    if (event.detail.lengthComputable) this.querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
  };

  #stop = () => {
    this.querySelector("[data-progress]").hidden = true;
  };
}

// Leaves at once, when its button is pressed or Escape three times within a second: the page goes blank, the session
// ends, and a page that says nothing takes this one's place, so that Back does not lead here. Drafts were kept as they
// were typed; nothing asks whether one is sure. Without JavaScript the form does the same, a little slower.
class QuickExit extends HTMLElement {
  static TIMES = 3;
  static WITHIN = 1000; // milliseconds
  static PATIENCE = 1000; // with a server that does not answer

  #presses = [];
  #isLeaving = false;

  connectedCallback() {
    this.addEventListener("submit", this.#leave);
    document.addEventListener("keydown", this.#onKey, { capture: true });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey, { capture: true });
  }

  #onKey = (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    this.#presses = [...this.#presses, event.timeStamp].filter((at) => event.timeStamp - at < QuickExit.WITHIN);
    if (this.#presses.length >= QuickExit.TIMES) this.#leave(event);
  };

  #leave = async (event) => {
    event.preventDefault();
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const form = this.querySelector("form");
    const sent = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
    document.title = "…";
    document.body.replaceChildren(); // with it goes whatever would ask whether one wants to leave
    const signedOut = fetch(form.action, sent);
    const waited = new Promise((enough) => setTimeout(enough, QuickExit.PATIENCE));
    await Promise.race([signedOut.catch(() => waited), waited]);
    location.replace(this.dataset.leads);
  };
}

customElements.define("quick-exit", QuickExit);
customElements.define("file-drop", FileDrop);
customElements.define("modal-dialog", ModalDialog);
customElements.define("error-summary", ErrorSummary);
customElements.define("flash-messages", FlashMessages);
customElements.define("flash-message", FlashMessage);
customElements.define("key-list", KeyList);
customElements.define("signed-in", SignedIn);
