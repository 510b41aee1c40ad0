// A document is dragged onto a folder, and lies in it. Without a mouse, or without JavaScript, its own page moves it.
class FileFiling extends HTMLElement {
  #dragged = null;

  connectedCallback() {
    for (const row of this.querySelectorAll(".files__one")) {
      row.draggable = true;
      row.addEventListener("dragstart", () => (this.#dragged = row));
      row.addEventListener("dragend", () => (this.#dragged = null));
    }
    for (const folder of this.querySelectorAll("[data-folder]")) {
      folder.addEventListener("dragover", (event) => this.#hover(event, folder));
      folder.addEventListener("dragleave", () => folder.classList.remove("folders__one--open"));
      folder.addEventListener("drop", (event) => this.#file(event, folder));
    }
  }

  #hover(event, folder) {
    if (!this.#dragged) return;
    event.preventDefault();
    folder.classList.add("folders__one--open");
  }

  #file(event, folder) {
    if (!this.#dragged) return;
    event.preventDefault();
    const form = this.querySelector("form[data-filing]");
    form.action = new URL("move/", this.#dragged.querySelector(".files__name").href).pathname;
    form.elements.folder.value = folder.dataset.folder;
    form.requestSubmit();
  }
}
customElements.define("file-filing", FileFiling);
