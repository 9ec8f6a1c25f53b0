// Texts that are seen: of each the words, the box (cut to what scrolls it), and the contrast.
const seen = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const parse = (text) => {
  const numbers = text.match(/[\d.]+(e-?\d+)?/g).map(Number);
  return text.startsWith("color(srgb") ? [...numbers.slice(0, 3).map((n) => n * 255), numbers[3] ?? 1]
    : [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
};
const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3]));
const luminance = (rgb) => { const [r, g, b] = rgb.map((c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
while (walker.nextNode()) {
  const node = walker.currentNode, parent = node.parentElement;
  if (!node.data.trim() || parent.closest("script, style, .hidden, nav, title")) continue;
  const style = getComputedStyle(parent);
  if (style.visibility === "hidden" || style.display === "none") continue;
  let background = [255, 255, 255], layers = [];
  for (let e = parent; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) layers.unshift(c); }
  for (const layer of layers) background = over(layer, background);
  const colour = over(parse(parent.closest("svg") ? style.fill : style.color), background);
  const [light, dark] = [luminance(colour), luminance(background)].sort((a, b) => b - a);
  const range = document.createRange(); range.selectNodeContents(node);
  for (const rect of range.getClientRects()) {
    let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom];
    for (let e = parent.closest(".scroll, details"); e; e = e.parentElement?.closest(".scroll, details")) {
      const cut = e.getBoundingClientRect();
      left = Math.max(left, cut.left); right = Math.min(right, cut.right); top = Math.max(top, cut.top); bottom = Math.min(bottom, cut.bottom);
    }
    if (right - left > 1 && bottom - top > 1) seen.push([node.data.trim().slice(0, 40), left, top + scrollY, right, bottom + scrollY, (light + 0.05) / (dark + 0.05)]);
  }
}
return seen;
