// Writing that is never lost. Without any of this, Save draft does what it says.

// Keeps the form inside it: on the server a second after a pause, and every four while somebody goes on typing; and until
// the server has it, in this browser, sealed with a key that only its author's page is given and that is never kept here.
class DraftKeeper extends HTMLElement {
  static PAUSE = 1000; // milliseconds
  static LONGEST = 4000;
  static AGAIN = 5000;

  #unsaved = false;
  #since = 0;
  #tried = new Set(); // what was sent since the last answer
  #sending = null;
  #timer;
  #key = null;

  async connectedCallback() {
    this.#form.addEventListener("input", this.#onInput);
    this.#form.addEventListener("submit", this.#onSubmit);
    document.addEventListener("visibilitychange", this.#onHide);
    window.addEventListener("online", this.#onOnline);
    window.addEventListener("beforeunload", this.#onLeave);
    this.#key = await this.#unlock();
    if (!("waits" in this.dataset)) await this.#restore();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#onHide);
    window.removeEventListener("online", this.#onOnline);
    window.removeEventListener("beforeunload", this.#onLeave);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #place() {
    return `draft ${this.dataset.record}`;
  }

  #say(words, isTrouble = false) {
    const state = this.querySelector("[data-state]");
    if (state.textContent.trim() !== words) state.textContent = words;
    state.classList.toggle("kept--trouble", isTrouble);
  }

  #texts() {
    const areas = [...this.#form.querySelectorAll("textarea[name]")];
    return Object.fromEntries(areas.map((area) => [area.name, area.value]));
  }

  #onInput = () => {
    this.#since ||= Date.now();
    this.#unsaved = true;
    this.#keepHere();
    if ("waits" in this.dataset) return;
    const soon = Math.min(DraftKeeper.PAUSE, Math.max(0, this.#since + DraftKeeper.LONGEST - Date.now()));
    this.#saveIn(soon);
  };

  #onHide = () => {
    if (document.hidden && this.#unsaved) this.#save();
  };

  #onOnline = () => {
    if (this.#unsaved) this.#save();
  };

  // The text waits sealed in this browser; where that is impossible they are asked before they leave it behind.
  #onLeave = (event) => {
    if (this.#unsaved && !this.#key) event.preventDefault();
  };

  // What the page would send by itself comes first, so that the form seems to come from no other place. Where that fails
  // the page says why, and stays.
  #onSubmit = async (event) => {
    clearTimeout(this.#timer);
    if ("waits" in this.dataset) this.#unsaved = false; // they decide what is kept
    if (!this.#unsaved && !this.#sending) return;
    event.preventDefault();
    event.stopPropagation();
    const { submitter } = event;
    if (await this.#save()) this.#form.requestSubmit(submitter);
  };

  #saveIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), milliseconds);
  }

  // True where the server has it.
  #save() {
    if ("waits" in this.dataset) return false;
    clearTimeout(this.#timer);
    this.#sending ??= this.#send().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #send() {
    const texts = JSON.stringify(this.#texts());
    this.#tried.add(texts);
    const facts = new FormData(this.#form);
    facts.delete("form-key"); // it is sent many times, and the revision tells one from another
    this.#unsaved = false;
    this.#since = 0;
    this.#say(this.dataset.saving);
    try {
      // As htmx would: whoever is signed out is told so, and not shown in.
      const headers = { "By-Itself": "yes", "HX-Request": "true" };
      const answer = await fetch(this.#form.action, { method: "POST", body: facts, headers, keepalive: texts.length < 20_000 });
      return await this.#learn(answer);
    } catch {
      return this.#tryAgain(this.dataset.offline);
    }
  }

  async #learn(answer) {
    if (answer.status === 401 || answer.status === 403) return this.#tryAgain(this.dataset.signedOut);
    if (![200, 409, 410, 422].includes(answer.status)) return this.#tryAgain(this.dataset.broken);
    const said = await answer.json();
    if (answer.status === 409) return this.#meet(said);
    if (answer.status !== 200) return this.#giveUp(said.words);
    this.#form.elements.revision.value = said.revision;
    this.#tried = new Set();
    this.#tell(said);
    if (this.#unsaved) {
      this.#saveIn(DraftKeeper.PAUSE);
    } else {
      localStorage.removeItem(this.#place);
      this.#say(said.words);
    }
    return true;
  }

  // Another text stands there. If it is the one that was sent from here, only the answer was lost.
  #meet({ revision, texts }) {
    const there = JSON.stringify(Object.fromEntries(Object.keys(this.#texts()).map((name) => [name, texts[name] ?? ""])));
    this.#unsaved = true;
    if (this.#tried.has(there)) {
      this.#form.elements.revision.value = revision;
      this.#saveIn(0);
    } else {
      this.dataset.waits = "";
      this.#say(this.dataset.elsewhere, true);
    }
    return false;
  }

  #tryAgain(words) {
    this.#unsaved = true;
    this.#say(words, true);
    this.#saveIn(DraftKeeper.AGAIN);
    return false;
  }

  #giveUp(words) {
    this.#unsaved = true;
    this.#say(words, true);
    return false;
  }

  // What seems to belong in the record, where the form is a private note.
  #tell({ found }) {
    const notice = this.querySelector("[data-found]");
    if (!notice || !found) return;
    notice.hidden = !found.length;
    notice.querySelector("[data-found-words]").textContent = found.join(", ");
  }

  // --- In this browser, sealed

  async #unlock() {
    if (!window.crypto?.subtle) return null;
    const bytes = Uint8Array.from(atob(this.dataset.key), (letter) => letter.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async #keepHere() {
    if (!this.#key) return;
    const content = { texts: this.#texts(), revision: this.#form.elements.revision.value };
    const salt = crypto.getRandomValues(new Uint8Array(12));
    const clear = new TextEncoder().encode(JSON.stringify(content));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: salt }, this.#key, clear));
    if (!this.#unsaved && !this.#sending) return; // the server has it meanwhile
    try {
      localStorage.setItem(this.#place, JSON.stringify([[...salt], [...sealed]]));
    } catch {
      this.#key = null; // no room: leaving asks first
    }
  }

  async #restore() {
    const kept = await this.#keptHere();
    if (!kept || JSON.stringify(kept.texts) === JSON.stringify(this.#texts())) return localStorage.removeItem(this.#place);
    for (const [name, text] of Object.entries(kept.texts)) {
      if (this.#form.elements[name]) this.#form.elements[name].value = text;
    }
    this.#form.elements.revision.value = kept.revision;
    this.#unsaved = true;
    this.#say(this.dataset.restored);
    this.#saveIn(DraftKeeper.PAUSE);
  }

  async #keptHere() {
    const kept = localStorage.getItem(this.#place);
    if (!kept || !this.#key) return null;
    try {
      const [salt, sealed] = JSON.parse(kept).map((bytes) => new Uint8Array(bytes));
      const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: salt }, this.#key, sealed);
      return JSON.parse(new TextDecoder().decode(clear));
    } catch {
      return null; // somebody else's, or of another install
    }
  }
}

customElements.define("draft-keeper", DraftKeeper);
