// Elements by role and accessible name, as the browser's own accessibility tree has them.

/** All elements that have this role now, and this (whole) name if one is given. */
export async function findByRole(page, browserName, role, name) {
  return browserName === "firefox" ? findInFirefox(page, role, name) : page.$$(ariaSelector(role, name));
}

export function ariaSelector(role, name = "") {
  const quoted = name.replace(/[\\"[\]()]/g, "\\$&");
  return rolesOf(role).map((one) => `::-p-aria(${quoted}[role="${one}"])`).join(", ");
}

// The role `img` has been renamed: which of the two a browser answers to differs.
const rolesOf = (role) => (role === "img" || role === "image" ? ["img", "image"] : [role]);

/**
 * Firefox answers by going through the whole document, and makes it draw itself twice for each element that is not in its tree: half
 * a second for what Chromium does in twenty milliseconds. Where the role is written on the element, as `role` or by its
 * tag, and its name is its `aria-label`, the text of its label or, without elements inside, its own text, the answer is known. About other
 * elements that can have the name, which are few, Firefox is asked.
 */
async function findInFirefox(page, role, name) {
  const found = await page.evaluateHandle(candidates, rolesOf(role), name);
  const elements = [];
  for (const { element, sure } of await entries(found)) {
    if (sure) elements.push(element);
    else elements.push(...(await element.$$(ariaSelector(role, name))));
  }
  return elements;
}

/** The handles behind a handle of `candidates`. */
async function entries(found) {
  const sure = await found.evaluate(({ sure }) => sure);
  if (sure.length === 0) return [];
  const handles = await Promise.all(sure.map((_, at) => found.evaluateHandle(({ elements }, at) => elements[at], at)));
  return handles.map((element, at) => ({ element, sure: sure[at] }));
}

/** In the page: the rendered elements that can have one of these roles and the name, and of which that is sure. */
function candidates(roles, name) {
  const tags = {
    alert: [], button: ["button", "summary", "input"], checkbox: ["input"], combobox: ["select", "input"], complementary: ["aside"],
    dialog: ["dialog"], heading: ["h1", "h2", "h3", "h4"], img: ["img", "svg"], image: ["img", "svg"], link: ["a"], list: ["ul", "ol"],
    progressbar: ["progress"], radio: ["input"], region: ["section"], row: ["tr"], searchbox: ["input"], slider: ["input"],
    spinbutton: ["input"], status: ["output"], table: ["table"], textbox: ["input", "textarea"],
  };
  // The tags that are of one role, whatever their attributes.
  const selector = roles.flatMap((role) => [`[role="${role}"]`, ...(tags[role] ?? []).map((tag) => `${tag}:not([role])`)]).join(",");
  const certain = ["aside", "button", "dialog", "ol", "progress", "section", "select", "table", "textarea", "tr", "ul"];
  const trimmed = (text) => text.replace(/\s+/g, " ").trim();
  const squeezed = (text) => (text ?? "").replace(/\s+/g, "");
  // The name where no rule but the plainest is needed to tell it, else null.
  const plainName = (element) => {
    const labels = [...(element.labels ?? [])];
    if (element.hasAttribute("aria-labelledby")) return null;
    if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
    if (labels.length > 0) return labels.length === 1 && labels[0].childElementCount === 0 ? trimmed(labels[0].textContent) : null;
    return element.childElementCount === 0 && element.textContent ? trimmed(element.textContent) : null;
  };
  const texts = (element) => [
    ...(element.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent),
    ...[...(element.labels ?? [])].map((label) => label.outerHTML + label.textContent),
    ...["title", "placeholder", "value", "alt"].map((attribute) => element.getAttribute(attribute)),
    element.textContent,
    element.innerHTML,
  ];
  const found = { elements: [], sure: [] };
  for (const element of document.querySelectorAll(selector)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[aria-hidden="true"], [inert]')) continue;
    const plain = plainName(element);
    const isNamed = name === undefined || plain === name;
    if (!isNamed && (plain !== null || !texts(element).some((text) => squeezed(text).includes(squeezed(name))))) continue;
    found.elements.push(element);
    found.sure.push(isNamed && (element.hasAttribute("role") || certain.includes(element.localName)));
  }
  return found;
}
