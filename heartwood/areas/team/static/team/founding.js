// Two small helps on the page where an organization is founded. Without them one types a little more.

// Writes the address as the name is typed, until somebody writes an address of their own.
class SuggestedAddress extends HTMLElement {
  connectedCallback() {
    this.#address.addEventListener("input", () => (this.isTheirs = this.#address.value !== ""));
    this.#name.addEventListener("input", this.#suggest);
    this.isTheirs = this.#address.value !== "";
  }

  get #name() {
    return this.querySelector("[name=name]");
  }

  get #address() {
    return this.querySelector("[name=slug]");
  }

  #suggest = () => {
    if (this.isTheirs) return;
    const bare = this.#name.value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    const words = bare.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    this.#address.value = words.join("-").slice(0, 50).replace(/-$/, "");
  };
}

// Chooses the time zone of the browser, where none was chosen yet.
class OwnTimeZone extends HTMLElement {
  connectedCallback() {
    const zones = this.querySelector("[name=time_zone]");
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zones.value === "UTC" && [...zones.options].some((zone) => zone.value === own)) zones.value = own;
  }
}

customElements.define("suggested-address", SuggestedAddress);
customElements.define("own-time-zone", OwnTimeZone);
